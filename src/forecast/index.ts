export { type Forecast, type ForecastOptions, type ForecastStep, forecasterOf, type Windows } from './answer';
export { baselines } from './baselines';
export { type Forecasts, forecastRecord } from './record';
