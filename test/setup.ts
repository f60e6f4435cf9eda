import fc from 'fast-check';

/** Property tests draw the same examples on every run; FC_SEED and FC_RUNS draw others, and more of them. */
fc.configureGlobal({
  seed: Number(process.env.FC_SEED ?? 1),
  ...(process.env.FC_RUNS && { numRuns: Number(process.env.FC_RUNS) }),
});
