import { layers } from '../catalogue/catalogue';
import type { LayerSpec, OptimizerSpec, Pipeline, RunColumn, RunRecord } from '../spec';
import type { TrainingPlan } from '../training';

/** What two runs may differ in, by name. Values are short, because a table compares them. */

type Settings = Record<string, string | number | boolean>;

const MOST = 400;
/** of all layers together: two runs are compared layer by layer */
const MOST_LAYERS = 2000;
const short = (text: string, most = MOST): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const plain = (value: unknown): string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? value
    : short(JSON.stringify(value) ?? '');

/** `Dense(units=64, activation=relu)`: the class, the arguments that are not the default, and where its weights are from. */
function layerText({ className, args, trainable, learningRateMultiplier, pretrained }: LayerSpec): string {
  const table = Object.hasOwn(layers, className) ? layers[className as keyof typeof layers]!.arguments : {};
  const own = Object.entries(args).filter(([name, value]) => {
    const { default: usual } = (table as Readonly<Record<string, { readonly default: unknown }>>)[name] ?? {};
    return value !== null && value !== undefined && JSON.stringify(value) !== JSON.stringify(usual);
  });
  const more = { trainable, learningRateMultiplier, pretrained: pretrained?.model };
  const told = [...own, ...Object.entries(more).filter(([, value]) => value !== undefined)];
  return `${className}(${told.map(([name, value]) => `${name}=${argumentText(value)}`).join(', ')})`;
}

/** An initializer or a regularizer as it is typed into its field: `RandomNormal(0, 1)`. */
function argumentText(value: unknown): string | number | boolean {
  if (typeof value !== 'object' || value === null || !('className' in value)) return plain(value);
  const args = 'args' in value && value.args ? Object.values(value.args).map(plain) : [];
  return `${String(value.className)}(${args.join(', ')})`;
}

function optimizerSettings({ className, args, schedule, ...rest }: OptimizerSpec): Settings {
  const named = Object.entries({ ...args, ...rest }).filter(([, value]) => value !== null && value !== undefined);
  return {
    optimizer: className,
    ...Object.fromEntries(named.map(([name, value]) => [name, plain(value)])),
    ...(schedule && { schedule: short(`${schedule.className} ${JSON.stringify(schedule.args)}`) }),
  };
}

const MOST_COLUMNS = 300;

/** The features as they are read. */
export const columnsOf = ({ features }: Pipeline): RunColumn[] =>
  features
    .slice(0, MOST_COLUMNS)
    .map(({ name, type, transform }) => ({ name: name.slice(0, 200), type, scaling: transform.kind }));

/** From the plan of a training, before it begins. */
export function settingsOf(plan: TrainingPlan): RunRecord['settings'] {
  const { network, optimizer, epochs, batchSize, shuffle, earlyStopping, patience, reduceOnPlateau } = plan;
  const { members = 1, folds, finalModel, classWeight, loss, metrics, seed, engine, restoreBestWeights = false } = plan;
  const hidden = network.layers.filter(({ className }) => className !== 'InputLayer');
  return {
    ...(network.recipe && { recipe: network.recipe.key }),
    layers: short(hidden.map(layerText).join(' → '), MOST_LAYERS),
    ...optimizerSettings(optimizer),
    ...{ loss, metrics: plain(metrics), epochs, batchSize, shuffle, earlyStopping, patience, restoreBestWeights },
    ...{ reduceOnPlateau, members, ...(folds !== undefined && { folds, finalModel }), classWeight: plain(classWeight) },
    ...{ seed, engine },
    ...(plan.initial && { trainedFurther: true }),
  };
}
