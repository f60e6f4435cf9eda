import { type Graph, withSharing } from '../../src/graph';
import type { HostTensor } from '../../src/spec';
import { testEngine } from '../engines';

/** Runs the graph that `build` makes on the engine under test; feeds and results by the names of its inputs and outputs. */
export async function run(
  feeds: Readonly<Record<string, HostTensor>>,
  build: () => Graph,
): Promise<Record<string, HostTensor>> {
  const program = await (await testEngine()).compile(withSharing(build));
  try {
    return await program.run(feeds);
  } finally {
    await program.dispose();
  }
}
