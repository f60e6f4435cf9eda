export { type Forecast, type ForecastOptions, type ForecastStep, forecasterOf, type Windows } from './answer';
export { allBaselines, baselines } from './baselines';
export { blended, type NetworkAnswer, networkAnswer } from './blend';
export { evenly, examplesOf } from './examples';
export { afterGap, errorUnit, pastIn } from './past';
export { type Forecasts, forecastRecord } from './record';
