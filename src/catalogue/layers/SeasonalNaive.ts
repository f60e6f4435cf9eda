import { Problem } from '../../errors';
import { broadcastTo, concatenate, reshape, slice } from '../../graph';
import { integer } from '../arguments';
import { layer } from '../entry';
import { checkRank } from '../lib/layers/axes';

/**
 * The forecast that repeats the last season of a window: of each step of the horizon the value of the season before, `quantiles` times
 * (once for each quantile that is predicted). A season of 1 repeats the last value. With layers added to it, a network learns only
 * how the future differs from it. Shapes: [N, steps] → [N, horizon · quantiles].
 * Source: Hyndman and Athanasopoulos 2021, "Forecasting: Principles and Practice", 5.2.
 */
export default layer('SeasonalNaive', {
  family: 'reshape',
  arguments: {
    horizon: integer({ min: 1, default: 1 }),
    season: integer({ min: 1, default: 1 }),
    gap: integer({ min: 0, default: 0 }),
    quantiles: integer({ min: 1, default: 1 }),
  },
  inputs: 'one',
  call: ({ horizon, season, gap, quantiles }, [x]) => {
    checkRank(x!, ['N', 'steps']);
    const [batch, steps] = [x!.shape[0]!, x!.shape[1] as number];
    if (season > steps)
      throw new Problem(`season must be at most the ${steps} steps of the window, received ${season}`, {
        argument: 'season',
        received: season,
      });
    const from = steps - season;
    const first = gap % season;
    const begin = slice(x!, 1, from + first, steps);
    const period = first === 0 ? begin : concatenate([begin, slice(x!, 1, from, from + first)], 1);
    const times = Math.ceil(horizon / season);
    const repeatedly =
      times === 1
        ? period
        : reshape(broadcastTo(reshape(period, [batch, 1, season]), [batch, times, season]), [batch, times * season]);
    const forecast = times * season === horizon ? repeatedly : slice(repeatedly, 1, 0, horizon);
    if (quantiles === 1) return forecast;
    const repeated = broadcastTo(reshape(forecast, [batch, horizon, 1]), [batch, horizon, quantiles]);
    return reshape(repeated, [batch, horizon * quantiles]);
  },
  label: ({ horizon, season }) => `${horizon} of ${season}`,
});
