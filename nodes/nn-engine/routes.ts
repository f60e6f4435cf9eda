import type { NodeAPI } from 'node-red';
import { describeEngines, engineInUse, InstallFailure, type InstallState, NativeInstaller } from '../../src';
import { userDirOf } from '../shared/files';
import { addRoute, z } from '../shared/routes';

/**
 * GET /tensorwire/engines → [{ name, available, reason, inUse?, version? }], best first
 * GET /tensorwire/engines/install → the state of the native engine's installation: InstallState
 * POST /tensorwire/engines/install, {} → starts it and answers at once, with the same
 */
export function engineRoutes(RED: NodeAPI): void {
  const folder = userDirOf(RED);
  const installer = new NativeInstaller(folder);
  const query = z.object({});
  addRoute(RED, {
    path: '/tensorwire/engines',
    query,
    permission: 'tensorwire.read',
    answer: async () => {
      const { name, version } = await engineInUse([folder]);
      return describeEngines([folder]).map(engine =>
        engine.name === name ? { ...engine, inUse: true, version } : engine,
      );
    },
  });
  addRoute(RED, {
    path: '/tensorwire/engines/install',
    query,
    permission: 'tensorwire.read',
    answer: () => installer.state,
  });
  addRoute(RED, {
    method: 'post',
    path: '/tensorwire/engines/install',
    query,
    permission: 'tensorwire.write',
    answer: () => {
      if (forbidden(RED)) return forbid();
      const under = installer.state.state === 'running';
      const ended = installer.install();
      if (!under) void ended.then(state => tell(RED, state));
      return installer.state;
    },
  });
}

/** Settings that forbid users to install palettes forbid this too. */
function forbidden({ settings }: NodeAPI): boolean {
  const { externalModules } = settings as { externalModules?: { palette?: { allowInstall?: boolean } } };
  return externalModules?.palette?.allowInstall === false;
}

function forbid(): InstallState {
  const { reason, about, message } = new InstallFailure('forbidden', '');
  return { state: 'failed', reason, about, problem: message };
}

function tell(RED: NodeAPI, state: InstallState): void {
  if (state.state === 'failed') RED.log.error(`engine: ${state.problem}`);
  if (state.state === 'done') RED.log.info(`engine: onnxruntime-node ${state.version} is installed`);
}
