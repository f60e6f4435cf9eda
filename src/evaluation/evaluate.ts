import { normalSensors } from '../data/series/normal';
import { badArgument, TensorwireError } from '../errors';
import type { Costs, Coverage, ForecastReport, LinearModel, Pipeline, ReportData, SplitName } from '../spec';
import type { Dataset } from '../values/dataset';
import type { Model } from '../values/model';
import { Report } from '../values/report';
import { comparisonWith, type Other } from './against';
import { anomalyReport } from './anomaly';
import { sharesOf } from './classification';
import { coverageOf } from './coverage';
import { detailsOf } from './details';
import { forecastReport } from './forecast';
import { judgeOf } from './judge';
import { linearAnswers } from './linear/linear-model';
import { probabilities } from './probabilities';
import type { OutputSource, RawOutput, Scores } from './types';
import { compare } from './verdict';

const SPLITS = ['train', 'validation', 'test', 'payload'];

/**
 * Evaluates the model on rows of the dataset (`payload`: all of them), and compares it with the baseline, in the
 * model's own classes and units. With several targets: the report of the first one, with the others in `others`.
 * `against`: compares it with another model too. `details`: also curves, slices, worst rows, thresholds for these costs, and a linear model for comparison.
 */
export async function evaluate(
  model: Model,
  dataset: Dataset,
  split: SplitName | 'payload',
  source: OutputSource,
  details?: Costs,
  against?: Other,
): Promise<Report> {
  if (!SPLITS.includes(split)) throw badArgument('on', SPLITS.join(', '), split).about('evaluate');
  const rows =
    split === 'payload' ? Int32Array.from({ length: dataset.rows }, (_, row) => row) : dataset.indices(split);
  if (rows.length === 0)
    throw new TensorwireError(
      'evaluate',
      `the dataset has 0 ${split} rows; give the ${split} split a share in the dataset`,
      {
        argument: 'on',
        received: split,
      },
    );
  const trained = dataset.indices('train');
  const trainRows = trained.length > 0 ? trained : rows;
  const pipeline = model.body.pipeline ?? dataset.pipeline;
  const outputs = await source.outputs(dataset, rows);
  const compared = against && (await comparisonWith(against, dataset, rows, trainRows));
  const forecasts: (ForecastReport | undefined)[] = [];
  for (const [i, output] of details ? outputs.entries() : []) {
    const target = targetOf(pipeline, output, i);
    forecasts.push(await forecastReport(model, pipeline, { target, dataset, rows, output }));
  }
  const [first, ...others] = outputs.map((output, i): ReportData => {
    const target = targetOf(pipeline, output, i);
    const judge = judgeOf(target, dataset, rows, trainRows);
    const width = output.data.length / rows.length;
    const scores = judge.score(output.data, width);
    const guess = judge.baseline();
    const { metrics, classes } = scores;
    const { confusion, notes } = withoutLargeMatrix(scores);
    const linear = (): LinearModel | null => {
      // Other data have no training rows, and of all rows the linear model would have been trained on some. Of normal readings it would
      // find each in its own window.
      const answers =
        split === 'payload' || normalSensors(pipeline) !== null
          ? null
          : linearAnswers(pipeline, target, dataset, trained, rows);
      if (answers === null) return null;
      const beside = judge.score(answers.values, answers.values.length / rows.length);
      const verdict = compare(scores.right, beside.right);
      return { kind: answers.kind, rows: answers.rows, metrics: beside.metrics, verdict };
    };
    return {
      ...{ model: model.model, target: target.name, task: target.task, split, rows: rows.length, metrics },
      baseline: guess.metrics,
      verdict: compare(scores.right, guess.right),
      ...(notes.length > 0 && { notes }),
      ...(confusion && { confusion }),
      ...(classes && { classes }),
      ...(compared && { against: compared(target.name, target.task, scores) }),
      ...(details && {
        ...(confusion && { confusion: { ...confusion, shares: sharesOf(confusion.matrix) } }),
        ...detailsOf({
          target,
          pipeline,
          dataset,
          rows,
          values: probabilities(target, output.data, width),
          costs: details,
        }),
        ...covered(coverageOf(target, dataset, rows, output.certain)),
        forecast: forecasts[i],
        ...(i === 0 && { anomaly: anomalyReport(model, pipeline, { dataset, rows, outputs }) }),
        linear: linear() ?? undefined,
      }),
    };
  });
  if (first === undefined) throw new TensorwireError('evaluate', `the model "${model.model}" has no output`);
  return new Report(others.length > 0 ? { ...first, others } : first);
}

const covered = (coverage: readonly Coverage[]) => (coverage.length > 0 ? { coverage } : {});

/** A confusion matrix with more classes is of no use to a reader, and takes longer to pass on than to compute. */
const CLASSES = 500;

function withoutLargeMatrix({ confusion, notes }: Scores): Pick<Scores, 'confusion' | 'notes'> {
  const many = confusion?.labels.length ?? 0;
  if (many <= CLASSES) return { confusion, notes };
  return { notes: [...notes, `the confusion matrix of ${many} classes is left out: it is given for up to ${CLASSES}`] };
}

function targetOf(pipeline: Pipeline, output: RawOutput, index: number) {
  const { target: name } = output;
  const target = name === undefined ? pipeline.targets[index] : pipeline.targets.find(t => t.name === name);
  if (target !== undefined) return target;
  throw badArgument('the output', `of one of the targets ${pipeline.targets.map(t => t.name).join(', ')}`, name).about(
    'evaluate',
  );
}
