// Mocha's spec reporter, plus JSON for scripts/test.mjs: the counts, the failures, and the time of each file.
const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');
const { reporters } = require('mocha');

/** Wall-clock seconds, and the CPU seconds of this process: the difference was spent waiting. */
const now = () => {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1e3, processor: (user + system) / 1e6 };
};
const nameOf = ({ file }) => (file ? relative(process.cwd(), file) : 'hooks of all files');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failures = [];
    const files = {};
    let last = now();
    runner.once('start', () => {
      last = now();
    });
    runner.on('fail', (test, error) =>
      failures.push({
        test: `${nameOf(test)}: ${test.fullTitle()}`,
        reason: `${error?.stack ?? error}`.slice(0, 1000),
      }),
    );
    runner.on('suite end', suite => {
      if (!suite.parent?.root) return;
      // files run one after the other: the time since the last end belongs to this one, including hooks
      const end = now();
      const { seconds = 0, processor = 0 } = files[nameOf(suite)] ?? {};
      files[nameOf(suite)] = {
        seconds: seconds + end.seconds - last.seconds,
        processor: processor + end.processor - last.processor,
      };
      last = end;
    });
    runner.once('end', () => {
      const { passes, pending } = runner.stats;
      writeFileSync(
        options.reporterOptions.output,
        JSON.stringify({ passed: passes, failed: failures.length, pending, failures, files }),
      );
    });
  }
};
