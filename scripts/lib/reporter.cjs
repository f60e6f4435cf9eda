// Mocha's spec reporter, and the counts as JSON for scripts/test.mjs.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failures = [];
    runner.on('fail', test => failures.push(test.fullTitle()));
    runner.once('end', () => {
      const { passes, pending } = runner.stats;
      writeFileSync(
        options.reporterOptions.output,
        JSON.stringify({ passed: passes, failed: failures.length, pending, failures }),
      );
    });
  }
};
