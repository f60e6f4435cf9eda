// tensorwire's reading of a file, in one process: `node read.cjs FILE TARGET`. Prints processor time in seconds as JSON:
// of reading alone, and of reading and making a dataset (types, split, fit).
const { statSync } = require('node:fs');
const { makeDataset, readTable } = require('../../dist/core.js');

const [, , file, target] = process.argv;
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function main() {
  const began = processorTime();
  // as src/data/process/child.ts does
  const table = await readTable({ file }, { pieceSize: 2 ** 20, size: statSync(file).size });
  const seconds = processorTime() - began;
  const dataset = await makeDataset(table, { targets: [target] });
  const whole = processorTime() - began;
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ rows: dataset.rows, columns: table.columns.length, seconds, whole, memory }));
}

main();
