import type { NodeAPI } from 'node-red';
import { canvasOf, messageOf, removeForsaken } from '../../src';
import { userDirOf } from '../shared/files';

/** A node that is removed takes its checkpoint along; this is for flows that were replaced while Node-RED did not run. */
export function sweepAtDeploys(RED: NodeAPI): void {
  const { atDeploys } = canvasOf(RED as unknown as Parameters<typeof canvasOf>[0]);
  atDeploys.set('nn-train', ids => {
    removeForsaken(userDirOf(RED), ids).catch(error =>
      RED.log.warn(`tensorwire: old checkpoints cannot be removed (${messageOf(error)})`),
    );
  });
}
