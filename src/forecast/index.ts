export { type Forecast, type ForecastOptions, type ForecastStep, forecasterOf, type Windows } from './answer';
export { baselines } from './baselines';
export { afterGap, errorUnit, pastIn } from './past';
export { type Forecasts, forecastRecord } from './record';
