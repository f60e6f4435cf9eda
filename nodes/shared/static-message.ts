import { type NetworkSpec, type StaticMessage, TensorwireError } from '../../src';

/** The network of a message that the walk imagines; the same error as at run time where there is none. */
export function networkIn({ network }: StaticMessage, subject: string): NetworkSpec {
  if (!network) throw noNetwork(subject);
  return network;
}
export const networksOf = (passings: readonly StaticMessage[], subject: string): NetworkSpec[] => {
  if (passings.length === 0) throw noNetwork(subject);
  return passings.map(passing => networkIn(passing, subject));
};

export const noNetwork = (subject: string): TensorwireError =>
  new TensorwireError(subject, 'there is no network on the message. Put an input node before this one', {
    argument: 'network',
  });
