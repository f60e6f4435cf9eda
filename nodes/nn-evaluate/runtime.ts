import { Dataset, expectModel, judgeInThread, worthOf } from '../../src';
import { storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { worthStatus } from '../shared/worth';
import settings from './settings';

/** Judges a model on rows of its dataset; `payload`: on all rows of a dataset that comes with `msg.model`. */
export default defineNode('nn-evaluate', settings, (live, { on, store }) => async message => {
  const { RED, subject } = live;
  const [from, where] = on === 'payload' ? [message.model, 'msg.model'] : [message.payload, 'msg.payload'];
  const model = await expectModel(from, reference => storeOf(RED, store, subject).load(reference), subject, where);
  const dataset =
    on === 'payload'
      ? Dataset.expect(message.payload, subject, 'msg.payload')
      : Dataset.expect(message.dataset, subject, 'msg.dataset');
  live.busy('evaluating');
  const report = await judgeInThread(model, dataset, on, { resolveFrom: [live.userDir] });
  for (const { target, notes = [] } of [report.data, ...(report.data.others ?? [])])
    for (const note of notes) live.node.warn(`${subject}: target "${target}": ${note}`);
  live.show(worthStatus(worthOf(report.data)));
  return { ...message, payload: report };
});
