import type { NodeAPI } from 'node-red';
import { Explainer, type Model, type ModelImportance, overallImportance } from '../../src';
import { userDirOf } from '../shared/files';
import { turns } from '../shared/in-turn';

/** Models whose importance is kept. */
const MOST = 50;

/** What decides in models: computed in a thread when it is asked for, one model after the other, and kept. */
export class Importances {
  private readonly kept = new Map<string, ModelImportance>();
  private readonly inTurn = turns();

  constructor(private readonly RED: NodeAPI) {}

  /** null: nobody has asked for it yet */
  known(key: string): ModelImportance | null {
    return this.kept.get(key) ?? null;
  }

  /** `key`: of the version of a model */
  of(key: string, model: Model): Promise<ModelImportance> {
    return this.inTurn(async () => {
      const known = this.kept.get(key);
      if (known) return known;
      const explainer = new Explainer(model, null, { resolveFrom: [userDirOf(this.RED)] });
      try {
        const found = await overallImportance(explainer);
        this.kept.set(key, found);
        if (this.kept.size > MOST) this.kept.delete(this.kept.keys().next().value!);
        return found;
      } finally {
        await explainer.dispose();
      }
    });
  }
}
