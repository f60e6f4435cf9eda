// Prints what the flow does: each epoch, the test metrics, each prediction in words. It listens to the messages between
// the nodes; the flow itself is unchanged.

const percent = p => `${(100 * p).toFixed(1)} %`;
const figure = v => (Math.abs(v) >= 100 ? v.toFixed(1) : v.toPrecision(3));

function epochLine({ model, epoch, epochs, metrics }) {
  const figures = Object.entries(metrics).map(([name, value]) => `${name} ${figure(value)}`);
  return `${model ?? 'training'}: epoch ${epoch}/${epochs}  ${figures.join('  ')}`;
}

function reportLine(report) {
  const [name, value] = Object.entries(report.metrics)[0];
  const trivial = report.baseline?.[name];
  const beside = trivial === undefined ? '' : ` (without a model: ${figure(trivial)})`;
  return `${report.split} ${name} ${figure(value)} on ${report.rows} rows that training never saw${beside}`;
}

function predictionLine(prediction, record) {
  const given = record && typeof record === 'object' && !Array.isArray(record) ? ` for ${JSON.stringify(record)}` : '';
  if (prediction.label !== undefined) {
    return `Prediction${given}: ${prediction.target} is ${prediction.label}, ${percent(prediction.probability)} sure`;
  }
  return `Prediction${given}: ${prediction.target} is ${figure(prediction.value)}`;
}

/** Prints training, evaluation and prediction of every flow, and the address to open after the first prediction. */
export function narrate(RED, address) {
  let told = false;
  let epoch = 0;
  const asked = new Map();
  const reported = new Set();
  RED.hooks.add('onReceive.narrate', ({ msg, destination }) => {
    if (destination.node?.type === 'nn-predict') asked.set(msg._msgid, msg.payload);
  });
  RED.hooks.add('onSend.narrate', sends => {
    for (const { msg, source } of sends) {
      const { type } = source.node ?? {};
      const payload = msg?.payload;
      if (type === 'nn-train' && source.port === 1 && payload?.epochs && payload.step === payload.steps) {
        if (payload.epoch === epoch) continue;
        epoch = payload.epoch;
        console.log(epochLine(payload));
      } else if (type === 'nn-evaluate' && payload?.metrics) {
        if (reported.has(payload.id)) continue; // the same report comes over several wires
        reported.add(payload.id);
        console.log(reportLine(payload));
      } else if (type === 'nn-predict' && payload?.target) {
        console.log(predictionLine(payload, asked.get(msg._msgid)));
        asked.delete(msg._msgid);
        if (!told) console.log(`\nOpen ${address} to see the flow that did this, and change it.`);
        told = true;
      }
    }
  });
}
