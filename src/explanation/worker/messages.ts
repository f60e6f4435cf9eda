import type { EngineName } from '../../engine/engine';
import type { Limits } from '../../graph';
import type { Rows } from '../../inference/batcher';
import type { Fault } from '../../process/fault';
import type { Activations, Background } from '../../spec';
import type { ActivationsRequest } from '../activations';
import type { Output } from '../answers';
import type { AttributionRequest, Explained } from '../attributor';
import type { GradCamMaps, GradCamRequest } from '../heat-maps/grad-cam';
import type { Attribution } from '../sample';

/** What an explanation thread is started with: one model and its background rows. */
export interface ThreadData {
  readonly model: Explained & { readonly onnx: Uint8Array };
  /** null: the model keeps none */
  readonly background: Background | null;
  readonly engine: EngineName | 'auto';
  readonly resolveFrom: readonly string[];
  readonly threads: number;
  readonly limits: Limits;
  /** memory limit of a model, bytes */
  readonly memory: number;
}

/** Encoded rows. */
export interface ToThread {
  readonly job: number;
  readonly rows: number;
  readonly inputs: readonly Rows[];
  /** null: outputs only */
  readonly request: AttributionRequest | GradCamRequest | ActivationsRequest | null;
}

export type FromThread =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly fault: Fault }
  | { readonly kind: 'done'; readonly job: number; readonly found: readonly Attribution[] }
  | { readonly kind: 'maps'; readonly job: number; readonly maps: GradCamMaps }
  | { readonly kind: 'activations'; readonly job: number; readonly activations: Activations }
  | { readonly kind: 'outputs'; readonly job: number; readonly outputs: readonly Output[] }
  | { readonly kind: 'failed'; readonly job: number; readonly fault: Fault };
