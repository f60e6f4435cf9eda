export * from './data-report';
export * from './dataset';
export * from './expect-model';
export * from './model';
export * from './network';
export * from './optimizer';
export * from './report';
export { shownTensor } from './shown';
export * from './tensor';
export {
  Body,
  type Crossing,
  expectValue,
  forCrossing,
  isValue,
  kindOf,
  revive,
  share,
  summaryOf,
  Value,
  type ValueKind,
} from './value';
