import { type NetworkSpec, Problem, type StaticMessage } from '../../src';

/** The network of a simulated message; without one, the same error as at run time. */
export function networkIn({ network }: StaticMessage): NetworkSpec {
  if (!network) throw noNetwork();
  return network;
}
export const networksOf = (passings: readonly StaticMessage[]): NetworkSpec[] => {
  if (passings.length === 0) throw noNetwork();
  return passings.map(passing => networkIn(passing));
};

/** Of branches that meet, the one with their data: if one has pretrained layers, it tells how their columns are prepared. */
export function dataOf(passings: readonly StaticMessage[]): StaticMessage | undefined {
  const known = passings.filter(({ pipeline }) => pipeline);
  return known.find(({ network }) => network?.layers.some(({ pretrained }) => pretrained)) ?? known[0];
}

export const noNetwork = (): Problem =>
  new Problem('there is no network on the message. Put an input node before this one', {
    argument: 'network',
  });
