import type { Engine, EngineName } from '../engine/engine';
import { messageOf } from '../errors';
import type { Checkpoint } from './checkpoint';

/** The engine for a step with this many multiply-adds; `name`: exactly this one. */
export type EngineFor = (multiplyAdds: number, name?: EngineName) => Promise<Engine>;

/**
 * The engine of a training, and the checkpoint from which it resumes. A training ends on the engine on which it began:
 * half on one engine and half on another would give the result of neither. If that engine is not available, or another
 * one is requested, the training starts over, with a warning.
 */
export async function resumePoint(
  saved: Checkpoint | null,
  given: Engine | EngineFor,
  multiplyAdds: number,
  asked: EngineName | 'auto',
  warn: (text: string) => void,
): Promise<{ readonly engine: Engine; readonly saved: Checkpoint | null }> {
  const choose = async (name?: EngineName): Promise<Engine> =>
    typeof given === 'function' ? given(multiplyAdds, name) : given;
  if (!saved) return { engine: await choose(), saved };
  if (saved.job) {
    warn('the interrupted training began on a cluster; training starts over here');
    return { engine: await choose(), saved: null };
  }
  const began = `the interrupted training began on ${saved.engine ?? 'an engine that it does not name'}`;
  const startOver = async (why: string) => {
    const engine = await choose();
    warn(`${began}, ${why}; training starts over on ${engine.name}`);
    return { engine, saved: null };
  };
  if (saved.engine === undefined) return startOver('because an older version made its checkpoint');
  if (asked !== 'auto' && asked !== saved.engine) return startOver(`and ${asked} is chosen now`);
  try {
    const engine = await choose(saved.engine);
    return engine.name === saved.engine ? { engine, saved } : await startOver('which is not in use now');
  } catch (error) {
    return startOver(`which cannot be used now (${messageOf(error)})`);
  }
}
