import {
  badArgument,
  Dataset,
  expectModel,
  type Form,
  judgeInThread,
  type Language,
  present,
  Report,
  reportContent,
  worthOf,
} from '../../src';
import { storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { keepJudged } from '../shared/judged';
import { pageLanguage, today } from '../shared/language';
import { reportPage, reportPageRoute } from '../shared/report-page';
import { againstStatus, worthStatus } from '../shared/worth';
import { otherModel } from './other-model';
import settings from './settings';

const TYPE = 'nn-evaluate';

/** Evaluates a model on rows of its dataset; `payload`: on all rows of a dataset that comes with `msg.model`. */
export default defineNode(
  TYPE,
  settings,
  (live, { on, against, as, language, falseAlarmCost, missCost, store }) => {
    const { RED, subject } = live;
    if (falseAlarmCost + missCost === 0)
      throw badArgument('missCost', 'more than 0 where falseAlarmCost is 0', missCost);
    const lastReport = reportPage(live);
    const reader: Language = language === 'auto' ? pageLanguage(RED, TYPE) : language;
    return async message => {
      const [from, where] = on === 'payload' ? [message.model, 'msg.model'] : [message.payload, 'msg.payload'];
      const model = await expectModel(from, reference => storeOf(RED, store).load(reference), where);
      const dataset =
        on === 'payload'
          ? Dataset.expect(message.payload, 'msg.payload')
          : Dataset.expect(message.dataset, 'msg.dataset');
      live.busy('evaluating');
      const costs = { falseAlarm: falseAlarmCost, miss: missCost };
      const other = against === '' ? null : await otherModel(storeOf(RED, store), against);
      const compared = other && { against: { reference: against, model: other } };
      const judged = await judgeInThread(model, dataset, on, { costs, ...compared, resolveFrom: [live.userDir] });
      const isFirst = against !== '' && other === null;
      const report = isFirst ? new Report({ ...judged.data, against: { model: against, verdict: null } }) : judged;
      for (const { target, notes = [] } of [report.data, ...(report.data.others ?? [])])
        for (const note of notes) live.node.warn(`${subject}: target "${target}": ${note}`);
      if (on !== 'payload') keepJudged(RED, model, report.data);
      lastReport.keep(written => presented(report, 'page', written));
      const payload = as === 'report' ? report : await presented(report, as, reader);
      const status = worthStatus(worthOf(report.data));
      live.show(report.against ? againstStatus(report.against, status) : status);
      return { ...message, payload };
    };
  },
  { routes: reportPageRoute },
);

const presented = (report: Report, as: Form, language: Language) =>
  present(as, language, manner => reportContent(report.data, manner, today(language)));
