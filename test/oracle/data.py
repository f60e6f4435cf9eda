"""CSV by Python's csv module, and the pipeline's numbers by scikit-learn. Run: python test/oracle/data.py > test/oracle/data.json"""

import csv
import io
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.preprocessing import OneHotEncoder, StandardScaler

TEXTS = {
    "quotes": 'a,b\n"x, y","say ""hi"""\n"line\nend",z\n',
    "CRLF": 'a,b\r\nx,y\r\n"p\r\nq",r\r\n',
    "no line end at the end": "a,b\nx,y\nz,w",
    "empty values": 'a,b,c\n,x,\n"",,y\n',
    "semicolons": 'a;b\n"x;y";z\n"p,q";r\n',
    "tabs": "a\tb\nx y\tz, w\n",
    "other scripts": 'naïve,名前\ncafé,"東京, 日本"\n😀,é\n',
    "quotes that come late": "a,b\n" + "".join(f"x{i},y{i}\n" for i in range(50)) + '"q,""r""",s\nt,u\n',
}
DELIMITER = {"semicolons": ";", "tabs": "\t"}

penguins = list(csv.DictReader((Path(__file__).parent / "../../data/penguins.csv").open(encoding="utf-8")))
train = np.arange(0, 200)
numeric = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"]
table = np.array([[float(r[c]) if r[c] else np.nan for c in numeric] for r in penguins])
scaler = StandardScaler().fit(table[train])
scaled = np.nan_to_num(scaler.transform(table), nan=0.0)
island = np.array([[r["Island"]] for r in penguins])
hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(island[train])

print(json.dumps(dict(
    versions={"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    csv=[
        dict(name=name, text=text, rows=list(csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITER.get(name, ","))))
        for name, text in TEXTS.items()
    ],
    penguins=dict(
        train=len(train),
        numeric=numeric,
        mean=scaler.mean_.tolist(),
        std=scaler.scale_.tolist(),
        islands=hot.categories_[0].tolist(),
        # [Island one-hot, numbers] of some rows, training and not
        rows=[0, 3, 199, 250, 343],
        encoded=np.hstack([hot.transform(island), scaled])[[0, 3, 199, 250, 343]].tolist(),
    ),
)))
