import type { NodeConfig } from '../flow';
import type { CanvasNode } from './canvas-node';
import { checkFlows } from './check-flows';
import { Handover } from './handover';
import { LastStatuses } from './last-statuses';
import { ObservedShapes } from './observed-shapes';

/** What the canvas needs from Node-RED; `RED` fits. */
export interface Runtime {
  readonly events: {
    on(event: string, listener: (event: FlowsEvent) => void): unknown;
    emit(event: string, payload: unknown): unknown;
  };
  readonly nodes: { eachNode(visit: (node: Pick<NodeConfig, 'id' | 'type'>) => void): void };
}

interface FlowsEvent {
  readonly config?: unknown;
}

/** The live nodes of one Node-RED, and what happens for all of them at each deploy. */
export class Canvas {
  readonly members = new Map<string, CanvasNode>();
  readonly handover = new Handover();
  readonly statuses = new LastStatuses();
  readonly observedShapes = new ObservedShapes();
  /** callbacks for each deploy, by node type; they get the ids of all nodes, running or not */
  readonly atDeploys = new Map<string, (ids: ReadonlySet<string>) => void>();
  /** true while the flows stop for good: Node-RED ends, or a user stopped the flows */
  stopping = false;
  private deployed: unknown;
  private deploys = 0;

  constructor(private readonly runtime: Runtime) {
    runtime.events.on('flows:stopping', ({ config }: FlowsEvent) => {
      // A deploy sets the new configuration before it stops the old nodes. Nothing else does.
      this.stopping = this.deployed !== undefined && config === this.deployed;
    });
    runtime.events.on('flows:started', ({ config }: FlowsEvent) => {
      this.deployed = config;
      this.stopping = false;
      void this.walk();
    });
  }

  /** Adds a live node. The returned function removes it. */
  join(member: CanvasNode): () => void {
    this.members.set(member.id, member);
    return () => {
      if (this.members.get(member.id) === member) this.members.delete(member.id);
    };
  }

  private async walk(): Promise<void> {
    const deploy = ++this.deploys;
    this.observedShapes.forget();
    const configs: NodeConfig[] = [];
    this.runtime.nodes.eachNode(node => configs.push(node as NodeConfig));
    const ids = new Set([...configs.map(({ id }) => id), ...this.members.keys()]);
    for (const act of this.atDeploys.values()) act(ids);
    await checkFlows(configs, this.members, {
      stillDeployed: () => deploy === this.deploys && !this.stopping,
      afterDeploy: () => {
        this.statuses.clear();
        return this.handover.endAll();
      },
      found: networks => this.observedShapes.recordEnds(networks),
      publish: (id, status) => this.runtime.events.emit('node-status', { id, status }),
    });
  }
}

const canvases = new WeakMap<object, Canvas>();

/** The canvas of this Node-RED: the same one for every node file. */
export function canvasOf(runtime: Runtime): Canvas {
  const known = canvases.get(runtime.events);
  if (known) return known;
  const canvas = new Canvas(runtime);
  canvases.set(runtime.events, canvas);
  return canvas;
}
