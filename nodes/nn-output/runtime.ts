import {
  appendOutput,
  choice,
  type NetworkSpec,
  type Pipeline,
  pathOf,
  resolveInputs,
  resolveOutputs,
  type Task,
  withEnds,
} from '../../src';
import { defineNode } from '../shared/define';
import { passOn } from '../shared/layers';
import { datasetOf, networkOf } from '../shared/message';
import { networkIn } from '../shared/passing';
import { names } from '../shared/settings';

const settings = {
  target: names(),
  task: choice(['auto', 'classification', 'multi-label', 'regression'], 'auto'),
};

/** Ends a network with the layer that its target asks for: units, activation, loss and metrics. */
export default defineNode('nn-output', settings, (live, { target, task }) => {
  const end = (spec: NetworkSpec, pipeline: Pipeline | null): NetworkSpec => {
    const ended = appendOutput(
      spec,
      { id: live.id, label: live.name || 'output' },
      { ...(target.length > 0 && { target }), ...(task !== 'auto' && { task: task as Task }) },
    );
    if (!pipeline) return ended;
    const fed = resolveInputs(ended, pipeline);
    // Of several targets, this output's is known only beside the other outputs: at training.
    const open = target.length === 0 && pipeline.targets.length > 1;
    return withEnds(open ? fed : resolveOutputs(fed, pipeline), { path: pathOf(ended.path) });
  };
  return {
    part: {
      role: 'layer',
      pass: passing => ({ ...passing, network: end(networkIn(passing, live.subject), passing.pipeline) }),
    },
    handle(message) {
      const network = networkOf(message, live.subject).spec;
      const { pipeline } = datasetOf(message, live.subject);
      return { ...message, network: passOn(live, end(network, pipeline)) };
    },
  };
});
