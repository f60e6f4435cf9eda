export { type Dataset, type Group, HDF5, openHdf5 } from './read';
export { type FloatArray, type Tree, writeHdf5 } from './write';
