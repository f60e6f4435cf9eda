import { orderPart } from '../../node-files';
import { type Parcel, readParcel } from '../../process/parcel';
import type { Dataset } from '../../values/dataset';
import type { TrainingPlan } from '../plan';
import { reading, replaceParcel } from './checkpoint-parcel';
import { openOrder } from './marshal';

/**
 * The order of a training on a cluster, beside its checkpoint. The job goes on while Node-RED does not run; with the
 * order, a new Node-RED can follow it to its end without the message that began it. Holds no token.
 */
interface Stored {
  /** of the flow that ordered it, as the flow check computes it */
  readonly fingerprint: string;
  readonly order: unknown;
}

export async function writeOrder(file: string, fingerprint: string, { value, arrays }: Parcel): Promise<void> {
  await replaceParcel(orderPart(file), { value: { fingerprint, order: value } satisfies Stored, arrays });
}

/** null: there is none */
export async function readOrder(
  file: string,
): Promise<{ readonly fingerprint: string; readonly plan: TrainingPlan; readonly dataset: Dataset } | null> {
  return reading(orderPart(file), async fd => {
    const { value, arrays } = await readParcel(fd);
    const { fingerprint, order } = value as Stored;
    const { plan, dataset } = openOrder({ value: order, arrays });
    return { fingerprint, plan, dataset };
  });
}
