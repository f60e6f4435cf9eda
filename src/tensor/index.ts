export { type ByteFormat, byteFormats, fromBytes, fromBytesWork, fromTypedArray, toBytes, toTypedArray } from './bytes';
export { fromNested, fromNestedWork, toNested, toNestedWork } from './nested';
export { oneHot, oneHotWork, scale, scaleWork } from './numbers';
export { reshape, resolveShape } from './reshape';
export { slice } from './slice';
export { stack } from './stack';
export { viewOf } from './view';
export { inTurns, type Work } from './work';
