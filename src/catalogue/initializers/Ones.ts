import { initializer } from '../entry';
import { filled } from '../lib/initializers/distributions';

/** All 1. Source: keras.initializers.Ones. */
export default initializer('Ones', { arguments: {}, values: (_, shape) => filled(shape, () => 1) });
