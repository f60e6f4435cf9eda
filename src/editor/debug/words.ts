const CATALOGUE = '@tensorwire/node-red/tensorwire-editor:debug.';

export const words = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  RED._(CATALOGUE + key, values);
