/**
 * Where Keras 3 puts a weight in the group of its layer: by its number. Layers of layers have groups for the inner ones,
 * named after their attributes in Keras: the cell of a recurrent layer, the projections of an attention. `all`: the
 * layer's weights by their names here, in Keras's order. Several places: the first one that is there.
 * Source: keras/src/saving/saving_lib.py, and the layers' classes.
 */
export function placesOf(className: string, weight: string, all: readonly string[]): readonly string[] {
  const [, way] = /^(forward|backward)_/.exec(weight) ?? [];
  if (way !== undefined) {
    const index = all.filter(name => name.startsWith(`${way}_`)).indexOf(weight);
    return [`${way}_layer/cell/vars/${index}`];
  }
  const [, inner, part] = /^(.*)\/(.*)$/.exec(weight) ?? [];
  if (inner !== undefined) {
    const place = `${inner.replace('attention_', '')}_dense/vars/${part === 'kernel' ? 0 : 1}`;
    // one class shows its projections by properties as well, whose names come first
    return className === 'MultiHeadAttention' ? [place, `_${place}`] : [`_${place}`];
  }
  const index = all.indexOf(weight);
  return all.includes('recurrent_kernel') ? [`cell/vars/${index}`] : [`vars/${index}`];
}
