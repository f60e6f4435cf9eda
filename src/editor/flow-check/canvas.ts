import { text } from '../widgets/widget';
import { problemOf } from './problems';
import { type Wire, type WiredNode, Wiring } from './wiring';

/** The wiring as it stands on the canvas now, without flows that are disabled: nothing in them runs. */
export function canvasWiring(): Wiring {
  const nodes: WiredNode[] = [];
  const wires: Wire[] = [];
  RED.nodes.eachNode(node => {
    if (RED.nodes.workspace(String(node.z))?.disabled !== true) nodes.push(node);
  });
  RED.nodes.eachLink(wire => wires.push(wire));
  return new Wiring(nodes, wires);
}

/** A sentence of a field where what is missing of the flow is missing there; null: nothing. */
export function wiringProblem(node: EditorNode, property: string, value: (property: string) => unknown): string | null {
  if (!['nn-dataset target', 'nn-predict model'].includes(`${node.type} ${property}`)) return null;
  const shown = {
    ...node,
    series: value('series'),
    source: value('source'),
    target: value('target'),
    model: value('model'),
  };
  const problem = problemOf(shown, canvasWiring());
  return problem?.property === property ? text(`flowCheck.${problem.key}`) : null;
}

/** Node-RED asks validators when a node is edited; what they say here follows from the wires, too. */
export function validateAtWires(): void {
  let waiting = false;
  const validate = () => {
    waiting = false;
    RED.nodes.eachNode(node => {
      if (node.type === 'nn-dataset' || node.type === 'nn-predict') RED.editor.validateNode(node);
    });
    RED.view.redraw(true);
  };
  const soon = () => {
    if (!waiting) setTimeout(validate, 100);
    waiting = true;
  };
  RED.events.on('links:add', soon);
  RED.events.on('links:remove', soon);
  RED.events.on('flows:loaded', soon);
}
