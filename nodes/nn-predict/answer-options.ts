import { type AnswerOptions, Problem } from '../../src';

/** A server computes the network as it was trained: how sure an answer is takes another one. */
export function expectNoEngine(engine: string, { confidence }: AnswerOptions): void {
  if (engine !== '') throw new Problem('engine must be left empty where a server answers', { argument: 'engine' });
  if (confidence !== undefined)
    throw new Problem('confidence must be left empty where a server answers: it takes the model here', {
      argument: 'confidence',
    });
}

interface Wishes {
  readonly confidence: number | null;
  readonly widest: number | null;
  readonly threshold: number | null;
  readonly fallback: boolean;
}

/** The options of predictors: only those that are set. Throws where a setting needs a confidence that is not set. */
export function answerOptions(wishes: Wishes, route: boolean): AnswerOptions {
  if (wishes.confidence === null && (route || wishes.widest !== null))
    throw new Problem(
      `${route ? 'route' : 'widest'} needs a confidence, such as 0.9: without one, no answer says how sure it is`,
      { argument: 'confidence' },
    );
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== null));
}
