/** How Keras 3 names the groups of layers in its file of weights. Source: keras/src/saving/saving_lib.py. */

/** `MultiHeadAttention` → `multi_head_attention`, `RMSNormalization` → `rms_normalization`. */
const groupName = (className: string): string =>
  className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** The one layer whose class has another name in Keras than the one by which one imports it: both are in files. */
const [EXPORTED, CLASS] = ['GroupQueryAttention', 'GroupedQueryAttention'];
export const exportedName = (className: string): string => (className === CLASS ? EXPORTED : className);

/**
 * The group of each layer of a model, in order: the name of its class, with a number from the second one on. Ops, which
 * stand among the layers of a configuration, have none.
 */
export function storesOf(
  layers: readonly { readonly class_name: string; readonly module?: string | null }[],
  prefix: string,
): readonly string[] {
  const counts = new Map<string, number>();
  return layers.map(({ class_name: className, module }) => {
    if (module?.startsWith('keras.src.ops')) return '';
    const name = groupName(className === EXPORTED ? CLASS : className);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return `${prefix}layers/${name}${count > 0 ? `_${count}` : ''}`;
  });
}
