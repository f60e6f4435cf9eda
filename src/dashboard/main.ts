import { NnBatch } from './batch/batch';
import { NnForm } from './form/form';
import { NnHealth } from './health/health';
import { addStyle } from './style';
import { NnTeach } from './teach/teach';
import { NnTraining } from './training/training';

/** The script that pages of Dashboard 2.0 load for our widgets. They find each as `window[type][component]`. */
addStyle();
const widgets: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'ui-nn-batch': { NnBatch },
  'ui-nn-form': { NnForm },
  'ui-nn-health': { NnHealth },
  'ui-nn-teach': { NnTeach },
  'ui-nn-training': { NnTraining },
};
for (const [type, components] of Object.entries(widgets)) {
  const known = Reflect.get(window, type) as object | undefined;
  Object.assign(window, { [type]: Object.assign(known ?? {}, components) });
}
