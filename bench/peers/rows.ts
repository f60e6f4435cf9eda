/** Numbers of a shape as nested arrays: a row as a message holds it. */
export function nested(values: ArrayLike<number>, shape: readonly number[]): unknown {
  if (shape.length <= 1) return Array.from(values);
  const width = values.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, i) =>
    nested(Array.prototype.slice.call(values, i * width, (i + 1) * width), shape.slice(1)),
  );
}
