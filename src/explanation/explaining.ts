import type { Program } from '../engine/engine';
import type { Rows } from '../inference/batcher';
import { portsOf } from '../inference/ports';
import type { Activations, Background } from '../spec';
import { activationsOf } from './activations';
import { answerOf, type Output } from './answers';
import { type AttributionRequest, type Attributor, attributorOf, type Explained } from './attributor';
import { noBackground } from './background';
import { evaluatorOf } from './evaluate';
import { compileGradCam, type GradCam, type GradCamMaps, type GradCamRequest } from './heat-maps/grad-cam';
import type { Attribution } from './sample';

/** Everything that is asked of one model. What a method needs is made when it is asked for the first time. */
export interface Explaining {
  attribute(rows: number, inputs: readonly Rows[], request: AttributionRequest): Promise<readonly Attribution[]>;
  gradCam(rows: number, inputs: readonly Rows[], request: GradCamRequest): Promise<GradCamMaps>;
  activations(rows: number, inputs: readonly Rows[]): Promise<Activations>;
  /** the outputs, by target */
  outputs(rows: number, inputs: readonly Rows[]): Promise<readonly Output[]>;
}

/** The program must not be used by anyone else. */
export function explainingOf(model: Explained, program: Program, background: Background | null): Explaining {
  const { name, network, pipeline, calibration } = model;
  const answers = pipeline.targets.map(answerOf);
  const evaluator = evaluatorOf(program, pipeline, calibration, portsOf(network, pipeline), answers);
  let attributor: Promise<Attributor> | null = null;
  /** by target and layer */
  const cams = new Map<string, GradCam>();
  return {
    async attribute(rows, inputs, request) {
      if (!background) throw noBackground(name);
      attributor ??= attributorOf(model, program, background);
      return (await attributor).attribute(rows, inputs, request);
    },
    async gradCam(rows, inputs, { target, layer, chosen }) {
      const key = JSON.stringify([target, layer]);
      const cam = cams.get(key) ?? compileGradCam(model, answers, target, layer);
      cams.set(key, cam);
      return cam.run(rows, inputs, chosen);
    },
    activations: (rows, inputs) => activationsOf(model, rows, inputs),
    outputs: (rows, inputs) => evaluator.outputs(rows, inputs),
  };
}
