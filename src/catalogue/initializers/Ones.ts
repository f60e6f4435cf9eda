import { filled } from '../distributions';
import { initializer } from '../entry';

/** All 1. Source: keras.initializers.Ones. */
export default initializer('Ones', { arguments: {}, values: (_, shape) => filled(shape, () => 1) });
