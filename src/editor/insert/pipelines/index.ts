import alarm from './series-alarm.json';
import forecast from './series-forecast.json';
import classification from './table-classification.json';
import regression from './table-regression.json';

/** A flow that is complete except for its data: one file for each kind of task. */
export interface Pipeline {
  /** also the key of its texts, `insert.<id>` */
  readonly id: string;
  /** its dataset node, whose dialog opens when it is inserted */
  readonly dataset: string;
  /** the inject node whose button begins the training: selected when the data are chosen, since it is pressed next */
  readonly start: string;
  /** its train node, which is named after the data */
  readonly train: string;
  /** the inject node that sends a record, which is an example from the data */
  readonly ask: string;
  /** it sends a reading, which has the target too: that of its time */
  readonly reading?: boolean;
  /** it sends the last readings of the file instead: what comes after them is asked */
  readonly readings?: boolean;
  /** the key of what is said when the data are chosen; default `next` */
  readonly next?: string;
  /** its data need no target */
  readonly untargeted?: boolean;
  readonly nodes: readonly PipelineNode[];
}

/** As in a flow file; a missing property is that of a new node, and a text `@key` is translated. */
export interface PipelineNode {
  readonly id: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly wires: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

export const pipelines: readonly Pipeline[] = [classification, regression, forecast, alarm];
