import { badArgument, choice, number, Optimizer, optimizers, parseArguments } from '../../src';
import { defineNode } from '../shared/define';
import { optional, text } from '../shared/settings';

const settings = {
  algorithm: text('Adam'),
  schedule: choice(['constant'], 'constant'),
  clipNorm: optional(number({ min: 0, default: 0 })),
  clipValue: optional(number({ min: 0, default: 0 })),
};

/** Puts the rule by which training changes the weights on the message. */
export default defineNode('nn-optimizer', settings, (live, { algorithm, clipNorm, clipValue }) => {
  const entry = Object.hasOwn(optimizers, algorithm) ? optimizers[algorithm] : undefined;
  if (!entry) throw badArgument(live.subject, 'algorithm', `one of ${Object.keys(optimizers).join(', ')}`, algorithm);
  const given = Object.fromEntries(
    Object.keys(entry.arguments).flatMap(name => (live.config[name] === undefined ? [] : [[name, live.config[name]]])),
  );
  const args = parseArguments(entry.arguments, given, live.subject);
  // 0 is no clipping, as an empty field is.
  const optimizer = new Optimizer({
    className: entry.className,
    args,
    ...(clipNorm && { clipNorm }),
    ...(clipValue && { clipValue }),
  });
  live.ready(`${entry.className} ${entry.label(args)}`);
  return {
    part: { role: 'through', settings: optimizer.spec },
    handle: message => ({ ...message, optimizer }),
  };
});
