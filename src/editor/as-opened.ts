/**
 * Node-RED marks a node as changed if a field reads otherwise than the property that the flow has: also where the flow
 * leaves a property out that the field shows with its default, or has `true` where the field says 'true'. While the
 * dialog is open the node therefore has the properties as the fields show them; what the user did not change gets its
 * previous form back afterwards.
 */
export class AsOpened {
  private readonly before = new Map<string, { readonly stored: unknown; readonly shown: unknown }>();

  /** @param shown what the dialog saves for a property that the user leaves alone; undefined: it has no such field */
  constructor(
    private readonly node: EditorNode,
    properties: Iterable<string>,
    shown: (property: string) => unknown,
  ) {
    for (const property of properties) {
      const value = shown(property);
      if (value === undefined || same(node[property], value)) continue;
      this.before.set(property, { stored: node[property], shown: value });
      node[property] = value;
    }
  }

  /** The dialog is closed: by Cancel, or after Node-RED has compared. */
  close(): void {
    for (const [property, { stored, shown }] of this.before) {
      if (!same(this.node[property], shown)) continue; // the user has changed it
      if (stored === undefined) delete this.node[property];
      else this.node[property] = stored;
    }
    this.before.clear();
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
