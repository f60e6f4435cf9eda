import type { NetworkSpec } from '../spec';

import { Body, bodyOf, brand, expectValue, isObject, isValue, Value } from './value';

export class NetworkBody extends Body {
  constructor(readonly spec: NetworkSpec) {
    super();
  }
}

/** A network being wired: layers, their calls, and the head to which the next layer is appended. */
export class Network extends Value {
  readonly body: NetworkBody;
  constructor(spec: NetworkSpec, id?: string) {
    super(id);
    this.body = new NetworkBody(spec);
  }
  get spec(): NetworkSpec {
    return this.body.spec;
  }
  protected override kind(): 'Network' {
    return 'Network';
  }
  get layers(): number {
    return this.spec.layers.length;
  }
  /** labels of the layers, in the order of wiring */
  get network(): string[] {
    return this.spec.layers.map(layer => layer.label);
  }
  get outputs(): number {
    return this.spec.outputs.length;
  }
  override toJSON(): Record<string, unknown> {
    return { network: this.network, outputs: this.outputs };
  }
  static is(value: unknown): value is Network {
    return isValue('Network', value);
  }
  static expect(value: unknown, where: string): Network {
    return expectValue<Network>('Network', value, where);
  }
}
brand(
  'Network',
  Network,
  value => {
    const { spec } = bodyOf(value);
    return isObject(spec) && Array.isArray(spec.layers) && Array.isArray(spec.outputs);
  },
  NetworkBody,
);
