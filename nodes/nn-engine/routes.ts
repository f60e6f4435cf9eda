import type { NodeAPI } from 'node-red';
import {
  checkCluster,
  describeEngines,
  engineInUse,
  InstallFailure,
  type InstallState,
  NativeInstaller,
  Problem,
  rayUrl,
} from '../../src';
import { clusterOf } from '../shared/config';
import { userDirOf } from '../shared/files';
import { addRoute, z } from '../shared/routes';

/**
 * GET /tensorwire/engines → [{ name, available, reason, inUse?, version? }], best first
 * GET /tensorwire/engines/install → the state of the native engine's installation: InstallState
 * POST /tensorwire/engines/install, {} → starts it and answers at once, with the same
 * POST /tensorwire/engines/cluster, { address, token | node } → { ray }, the version of the cluster at this address; `node`:
 * with the token that this node keeps, if it was deployed with this address
 */
export function engineRoutes(RED: NodeAPI): void {
  const folder = userDirOf(RED);
  const installer = new NativeInstaller(folder);
  const query = z.object({});
  addRoute(RED, {
    path: '/tensorwire/engines',
    query,
    permission: 'tensorwire.read',
    answer: async () => {
      const { name, version } = await engineInUse([folder]);
      return describeEngines([folder]).map(engine =>
        engine.name === name ? { ...engine, inUse: true, version } : engine,
      );
    },
  });
  addRoute(RED, {
    path: '/tensorwire/engines/install',
    query,
    permission: 'tensorwire.read',
    answer: () => installer.state,
  });
  addRoute(RED, {
    method: 'post',
    path: '/tensorwire/engines/install',
    query,
    permission: 'tensorwire.write',
    answer: () => {
      if (forbidden(RED)) return forbid();
      const under = installer.state.state === 'running';
      const ended = installer.install();
      if (!under) void ended.then(state => tell(RED, state));
      return installer.state;
    },
  });
  addRoute(RED, {
    method: 'post',
    path: '/tensorwire/engines/cluster',
    query: z.object({ address: z.string(), token: z.string().default(''), node: z.string().default('') }),
    permission: 'tensorwire.write',
    answer: async ({ address, token, node }) => {
      const url = rayUrl(address);
      const kept = node === '' ? null : clusterOf(RED, node);
      if (kept && rayUrl(kept.address) !== url)
        throw new Problem('the token was given for another address: enter it again, or deploy first', {
          argument: 'token',
        });
      return { ray: await checkCluster({ url, token: kept?.token ?? token }) };
    },
  });
}

/** Settings that forbid users to install palettes forbid this too. */
function forbidden({ settings }: NodeAPI): boolean {
  const { externalModules } = settings as { externalModules?: { palette?: { allowInstall?: boolean } } };
  return externalModules?.palette?.allowInstall === false;
}

function forbid(): InstallState {
  const { reason, about, message } = new InstallFailure('forbidden', '');
  return { state: 'failed', reason, about, problem: message };
}

function tell(RED: NodeAPI, state: InstallState): void {
  if (state.state === 'failed') RED.log.error(`engine: ${state.problem}`);
  if (state.state === 'done') RED.log.info(`engine: onnxruntime-node ${state.version} is installed`);
}
