import type { NodeAPI } from 'node-red';
import { Explainer, type Model } from '../../src';
import { userDirOf } from './files';
import { turns } from './in-turn';

/** Models of which a finding is kept. */
const MOST = 50;

/** What is found out about models: computed in a thread when it is asked for, one model after the other, and kept. */
export class ModelFindings<T> {
  private readonly kept = new Map<string, T>();
  private readonly inTurn = turns();

  constructor(
    private readonly RED: NodeAPI,
    private readonly find: (explainer: Explainer) => Promise<T>,
  ) {}

  /** null: nobody has asked for it yet */
  known(key: string): T | null {
    return this.kept.get(key) ?? null;
  }

  /** `key`: of the version of a model */
  of(key: string, model: Model): Promise<T> {
    return this.inTurn(async () => {
      const known = this.kept.get(key);
      if (known) return known;
      const explainer = new Explainer(model, null, { resolveFrom: [userDirOf(this.RED)] });
      try {
        const found = await this.find(explainer);
        this.kept.set(key, found);
        if (this.kept.size > MOST) this.kept.delete(this.kept.keys().next().value!);
        return found;
      } finally {
        await explainer.dispose();
      }
    });
  }
}
