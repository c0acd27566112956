"""Golden values of the ONNX operators: one small model per case, run by onnxruntime.

Writes packages/core/src/kernel/onnx/__golden__/operators.json. Run with the judge environment:
    .venv/judge/bin/python tools/golden/onnx_operators.py
"""

import base64
import json
import math
import pathlib

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

ML = "ai.onnx.ml"
F, D, I, S, B = TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.INT64, TensorProto.STRING, TensorProto.BOOL
DTYPE = {F: np.float32, D: np.float64, I: np.int64, S: object, B: np.bool_}
NAMES = {F: "float", D: "double", I: "int64", S: "string", B: "bool"}
OUT = pathlib.Path(__file__).parents[2] / "packages/core/src/kernel/onnx/__golden__/operators.json"
rng = np.random.default_rng(7)
cases = []


def plain(array):
    if array.dtype == object or array.dtype.kind in "UT":
        return [str(x) for x in array.reshape(-1)]
    if array.dtype == np.bool_:
        return [int(x) for x in array.reshape(-1)]

    def number(x):
        x = x.item()
        if isinstance(x, float) and not math.isfinite(x):
            return "NaN" if math.isnan(x) else ("Infinity" if x > 0 else "-Infinity")
        return x

    return [number(x) for x in array.reshape(-1)]


def kind(array):
    if array.dtype == object or array.dtype.kind in "UT":
        return S
    return {np.dtype("float32"): F, np.dtype("float64"): D, np.dtype("int64"): I, np.dtype("bool"): B}[array.dtype]


def case(name, op, inputs, attributes=None, constants=(), outputs=None, domain="", opset=17, mlopset=3, tolerance=0.0):
    """`inputs` are fed at run time, `constants` are initializers that follow them."""
    feeds = {f"x{i}": np.asarray(x) for i, x in enumerate(inputs)}
    inits = [None if c is None else numpy_helper.from_array(np.asarray(c), f"c{i}") for i, c in enumerate(constants)]
    names = list(feeds) + ["" if c is None else c.name for c in inits]
    outputs = outputs or ["y"]
    node = helper.make_node(op, names, outputs, domain=domain, **(attributes or {}))
    def build(types):
        graph = helper.make_graph(
            [node],
            "case",
            [helper.make_tensor_value_info(k, kind(v), list(v.shape)) for k, v in feeds.items()],
            [helper.make_tensor_value_info(n, t, None) for n, t in zip(outputs, types)],
            [c for c in inits if c is not None],
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid(ML, mlopset)], ir_version=8)

    error = None
    for types in candidates(len(outputs), feeds):
        try:
            model = build(types)
            session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
            results = session.run(None, feeds)
            break
        except Exception as e:  # the declared output type was wrong: try the next
            error = e
    else:
        raise RuntimeError(f"{name}: {error}")
    # The type that the session declares is the truth, not our guess.
    cases.append(
        {
            "name": name,
            "tolerance": tolerance,
            "model": base64.b64encode(build([kind(r) for r in results]).SerializeToString()).decode(),
            "inputs": {k: {"type": NAMES[kind(v)], "shape": list(v.shape), "data": plain(v)} for k, v in feeds.items()},
            "outputs": {n: {"type": NAMES[kind(r)], "shape": list(r.shape), "data": plain(r)} for n, r in zip(outputs, results)},
        }
    )


def candidates(count, feeds):
    kinds = [F, D, I, S, B]
    if count == 1:
        return [[k] for k in kinds]
    return [[I, F], [S, F]]


f = lambda *shape: rng.normal(size=shape).astype(np.float32)
d = lambda *shape: rng.normal(size=shape)
text = lambda values, *shape: np.array(values, dtype=object).reshape(shape or (len(values),))
i64 = lambda *values: np.array(values, dtype=np.int64)
nan = float("nan")

# elementwise, with every kind of broadcasting
for op in ["Add", "Sub", "Mul", "Div"]:
    case(f"{op} float same shape", op, [f(4, 3), f(4, 3)])
    case(f"{op} double row", op, [d(4, 3), d(3)])
    case(f"{op} double column", op, [d(4, 1), d(4, 3)])
    case(f"{op} int64", op, [i64(7, -7, 9, 3), i64(2, 2, -4, 5)])
case("Add three dimensions", "Add", [d(2, 1, 3), d(4, 1)])
case("Add scalar", "Add", [d(2, 2), np.array(1.5)])
case("Add empty batch", "Add", [np.zeros((0, 3)), d(1, 3)])
case("Div by zero", "Div", [np.array([1.0, -1.0, 0.0]), np.array([0.0, 0.0, 0.0])])
case("Pow double", "Pow", [np.abs(d(5)), d(5)], tolerance=1e-15)
case("Pow float by double exponent", "Pow", [np.abs(f(5)), np.array(2.0)], tolerance=1e-6)
for op in ["Min", "Max"]:
    case(f"{op} three", op, [d(3, 2), d(2), d(3, 1)])
    case(f"{op} nan", op, [np.array([1.0, nan, 3.0]), np.array([2.0, 2.0, nan])])
for op in ["Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal"]:
    case(f"{op} double", op, [np.array([1.0, 2.0, 3.0, nan]), np.array([2.0, 2.0, 2.0, 2.0])])
    case(f"{op} int64 row", op, [np.arange(6).reshape(2, 3), i64(1, 2, 3)])
case("Equal bool", "Equal", [np.array([True, False]), np.array([True, True])])
case("Equal string", "Equal", [text(["a", "b", "c"]), text(["a"])], opset=19)
for op in ["And", "Or"]:
    case(op, op, [np.array([[True], [False]]), np.array([True, False])])
case("Not", "Not", [np.array([True, False])])
case("Where double", "Where", [np.array([[True], [False]]), d(2, 3), d(3)])
case("Where string", "Where", [np.array([True, False, True]), text(["a", "b", "c"]), text(["z"])])
case("Where int64", "Where", [np.array([True, False]), i64(1, 2), i64(9)])

specials = np.array([0.0, -0.0, 1.5, -2.5, 0.5, 2.5, -0.5, 30.0, -30.0, 800.0, -800.0])
for op, tolerance in [("Abs", 0), ("Neg", 0), ("Floor", 0), ("Ceil", 0), ("Round", 0), ("Sign", 0), ("Relu", 0), ("Sigmoid", 1e-15), ("Tanh", 1e-15), ("Exp", 1e-15)]:
    case(f"{op} double", op, [specials], tolerance=tolerance)
    case(f"{op} float", op, [specials.astype(np.float32)], tolerance=3e-7 if tolerance else 0)
for op in ["Sqrt", "Log", "Reciprocal"]:
    case(f"{op} double", op, [np.array([0.25, 2.0, 1e-300, 7.0])], tolerance=1e-15)
    case(f"{op} float", op, [np.array([0.25, 2.0, 1e-30, 7.0], np.float32)], tolerance=1e-7)
case("IsNaN double", "IsNaN", [np.array([1.0, nan])])
case("IsNaN float", "IsNaN", [np.array([nan, 1.0], np.float32)])
case("Identity string", "Identity", [text(["a", "b"])])
case("Clip both", "Clip", [d(6)], constants=[np.array(-0.5), np.array(0.5)])
case("Clip upper", "Clip", [d(6)], constants=[None, np.array(0.1)])
case("Clip attributes", "Clip", [f(6)], {"min": -0.5, "max": 0.5}, opset=6)

odd = np.array([1.9, -1.9, 0.0, nan, 1e30, 3e9, 16777217.0])
case("Cast double to float", "Cast", [odd], {"to": F})
case("Cast double to int64", "Cast", [odd], {"to": I})
case("Cast float to int64", "Cast", [odd.astype(np.float32)], {"to": I})
case("Cast double to bool", "Cast", [odd], {"to": B})
case("Cast int64 to double", "Cast", [i64(1, -2)], {"to": D})
case("Cast bool to float", "Cast", [np.array([True, False])], {"to": F})
case("Cast string to double", "Cast", [text(["1.5", "-2e3", "NaN", "inf", " 7"])], {"to": D})
case("Cast string to int64", "Cast", [text(["15", "-2"])], {"to": I})
case("Cast int64 to string", "Cast", [i64(15, -2)], {"to": S})
case("Cast double to string", "Cast", [np.array([1.5, -2.0, 0.1, 1 / 3, 1e-7, 1e8, 12345678.9, 123456.0, nan, np.inf, -np.inf, 0.0])], {"to": S})
case("Cast bool to string", "Cast", [np.array([True, False])], {"to": S})
case("Cast float to string", "Cast", [np.array([1.5, -2.0, 0.1, 1e-7, 1e20, 123456.789, nan], np.float32)], {"to": S})

case("Reshape", "Reshape", [d(4)], constants=[i64(-1, 1)])
case("Reshape keeps with 0", "Reshape", [d(2, 6)], constants=[i64(0, 3, -1)])
case("Reshape string", "Reshape", [text(["a", "b", "a"])], constants=[i64(-1, 1)])
case("Flatten", "Flatten", [d(2, 3, 4)])
case("Flatten axis", "Flatten", [d(2, 3, 4)], {"axis": -1})
case("Concat columns", "Concat", [d(3, 1), d(3, 2), d(3, 1)], {"axis": 1})
case("Concat rows", "Concat", [f(1, 2), f(2, 2)], {"axis": 0})
case("Concat strings", "Concat", [text(["a", "b"], 2, 1), text(["b", "c"], 2, 1)], {"axis": -1})
case("Gather rows", "Gather", [d(4, 2)], {"axis": 0}, [i64(3, -4)])
case("Gather one column", "Gather", [d(4, 3)], {"axis": 1}, [np.array(2, np.int64)])
case("Gather strings", "Gather", [text(["no", "yes"])], {"axis": 0}, [i64(1, 0, 1)])
case("Gather matrix of indices", "Gather", [d(4)], {}, [np.array([[0, 1], [2, 3]])])
case("Slice", "Slice", [d(4, 5)], {}, [i64(1, 0), i64(3, -1), i64(1, 0)])
case("Slice with steps", "Slice", [d(7)], {}, [i64(-1), i64(-(2**63)), i64(0), i64(-2)])
case("Slice to the end", "Slice", [d(7)], {}, [i64(2), i64(2**63 - 1)])
case("Squeeze", "Squeeze", [d(3, 1, 1)], {}, [i64(1)])
case("Squeeze all", "Squeeze", [d(3, 1, 1)])
case("Squeeze attribute", "Squeeze", [d(1, 3)], {"axes": [0]}, opset=11)
case("Unsqueeze", "Unsqueeze", [d(3)], {}, [i64(0, -1)])
case("Unsqueeze attribute", "Unsqueeze", [d(3)], {"axes": [1]}, opset=11)
case("Transpose", "Transpose", [d(2, 3)])
case("Transpose perm", "Transpose", [d(2, 3, 4)], {"perm": [1, 2, 0]})
case("Shape", "Shape", [d(2, 3)])
case("Constant tensor", "Constant", [], {"value": numpy_helper.from_array(d(2), "v")})
case("Constant float", "Constant", [], {"value_float": 1.5})
case("Constant ints", "Constant", [], {"value_ints": [1, 2]})
case("Constant strings", "Constant", [], {"value_strings": ["a", "b"]})

case("MatMul double", "MatMul", [d(5, 4), d(4, 3)], tolerance=1e-15)
case("MatMul column", "MatMul", [d(5, 4), d(4, 1)], tolerance=1e-15)
case("MatMul vector", "MatMul", [d(5, 4), d(4)], tolerance=1e-15)
case("MatMul float", "MatMul", [f(5, 4), f(4, 3)], tolerance=1e-6)
case("Gemm", "Gemm", [d(5, 4), d(4, 3), d(3)], tolerance=1e-15)
case("Gemm transposed and scaled", "Gemm", [f(4, 5), f(3, 4), f(5, 1)], {"transA": 1, "transB": 1, "alpha": 0.5, "beta": 2.0}, tolerance=1e-6)
case("Gemm without C", "Gemm", [d(2, 2), d(2, 2)], tolerance=1e-15)

for op in ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin"]:
    axes = {"axes": [1]} if op != "ReduceSum" else {}
    const = [i64(1)] if op == "ReduceSum" else []
    case(f"{op} rows", op, [d(4, 3)], {**axes, "keepdims": 0}, const, tolerance=1e-15)
    case(f"{op} all", op, [f(4, 3)], tolerance=1e-6)
case("ReduceMean axes input", "ReduceMean", [d(4, 3)], {}, [i64(0)], opset=18, tolerance=1e-15)
case("ReduceSum middle axis", "ReduceSum", [d(2, 3, 4)], {}, [i64(-2)], tolerance=1e-15)
case("ReduceSum int64", "ReduceSum", [i64(1, 2, 3)])
case("ReduceSum no axes, no operation", "ReduceSum", [d(2, 2)], {"noop_with_empty_axes": 1})
case("ArgMax first of equals", "ArgMax", [np.array([[1.0, 3.0, 3.0], [2.0, 0.0, 2.0]])], {"axis": 1, "keepdims": 0})
case("ArgMax last of equals", "ArgMax", [np.array([[1.0, 3.0, 3.0], [2.0, 0.0, 2.0]])], {"axis": 1, "select_last_index": 1})
case("ArgMax float axis 0", "ArgMax", [f(3, 2)], {"axis": 0})
case("ArgMin", "ArgMin", [d(3, 2)], {"axis": -1})
case("Softmax", "Softmax", [np.array([[1.0, 2.0, 800.0], [-1.0, 0.0, 1.0]])], tolerance=1e-15)
case("Softmax axis 0", "Softmax", [f(3, 2)], {"axis": 0}, tolerance=1e-6)
case("Softmax opset 11", "Softmax", [f(2, 2, 3)], opset=11, tolerance=1e-6)

# ai.onnx.ml
ml = lambda name, op, inputs, attributes=None, constants=(), **more: case(name, op, inputs, attributes, constants, domain=ML, **more)
gaps = np.array([[1.0, nan], [nan, 5.0], [0.0, -1.0]], np.float32)
ml("Imputer nan", "Imputer", [gaps], {"imputed_value_floats": [0.5, 7.0], "replaced_value_float": nan})
ml("Imputer one value", "Imputer", [gaps], {"imputed_value_floats": [9.0], "replaced_value_float": 0.0})
ml("Imputer int64", "Imputer", [np.array([[1, 2], [2, 3]])], {"imputed_value_int64s": [9], "replaced_value_int64": 2})
ml("Scaler float", "Scaler", [f(3, 2)], {"offset": [0.3, -1.7], "scale": [1.1, 0.37]})
ml("Scaler double", "Scaler", [d(3, 2)], {"offset": [0.3, -1.7], "scale": [1.1, 0.37]})
ml("Scaler int64 one pair", "Scaler", [np.array([[1, 2], [3, 4]])], {"offset": [0.3], "scale": [0.7]})
ml("Binarizer", "Binarizer", [f(3, 2)], {"threshold": 0.25})
for norm in ["MAX", "L1", "L2"]:
    ml(f"Normalizer {norm}", "Normalizer", [np.vstack([f(3, 3), np.zeros((1, 3), np.float32)])], {"norm": norm}, tolerance=1e-7)
    ml(f"Normalizer {norm} double", "Normalizer", [d(3, 3)], {"norm": norm}, tolerance=1e-7)
ml("ArrayFeatureExtractor", "ArrayFeatureExtractor", [d(3, 4)], {}, [i64(2, 0)])
ml("ArrayFeatureExtractor vector", "ArrayFeatureExtractor", [d(4)], {}, [i64(1, 3)])

words = text(["a", "z", "", "b", "a"], 5, 1)
ml("LabelEncoder string to int64", "LabelEncoder", [words], {"keys_strings": ["a", "b"], "values_int64s": [10, 20], "default_int64": -7})
ml("LabelEncoder string to float", "LabelEncoder", [words], {"keys_strings": ["a", "b", ""], "values_floats": [0.5, 1.5, 9.0]})
ml("LabelEncoder string to string", "LabelEncoder", [words], {"keys_strings": ["a", "b"], "values_strings": ["b", "c"], "default_string": "?"})
ml("LabelEncoder string to string, default of the default", "LabelEncoder", [words], {"keys_strings": ["a"], "values_strings": ["b"]})
ml("LabelEncoder int64 to string", "LabelEncoder", [np.array([1, 2, 3])], {"keys_int64s": [1, 3], "values_strings": ["one", "three"]})
ml("LabelEncoder int64 to float", "LabelEncoder", [np.array([1, 2, 3])], {"keys_int64s": [1, 3], "values_floats": [0.5, 1.5], "default_float": 8.0})
ml("LabelEncoder float to float", "LabelEncoder", [np.array([1.5, nan, 3.0], np.float32)], {"keys_floats": [1.5, nan], "values_floats": [7.0, 8.0]})
ml("LabelEncoder float to float, version 4", "LabelEncoder", [np.array([1.5, nan, 3.0], np.float32)], {"keys_floats": [1.5, nan], "values_floats": [7.0, 8.0]}, mlopset=4)
ml("LabelEncoder float to int64", "LabelEncoder", [np.array([1.5, -0.0, 3.0], np.float32)], {"keys_floats": [1.5, 0.0], "values_int64s": [7, 8]})
ml("LabelEncoder repeated key", "LabelEncoder", [words], {"keys_strings": ["a", "a"], "values_int64s": [1, 2]})
ml("LabelEncoder tensors of doubles", "LabelEncoder", [np.array([1.5, 0.1, 3.0])], {
    "keys_tensor": numpy_helper.from_array(np.array([0.1, 3.0]), "k"),
    "values_tensor": numpy_helper.from_array(np.array([0.2, 0.3]), "v"),
    "default_tensor": numpy_helper.from_array(np.array([-1.0]), "d"),
}, mlopset=4)
ml("LabelEncoder classes, strings in", "LabelEncoder", [words], {"classes_strings": ["a", "b"]}, mlopset=1)
ml("LabelEncoder classes, integers in", "LabelEncoder", [np.array([1, 0, 5])], {"classes_strings": ["a", "b"]}, mlopset=1)
ml("OneHotEncoder strings", "OneHotEncoder", [words], {"cats_strings": ["b", "a"], "zeros": 1})
ml("OneHotEncoder int64", "OneHotEncoder", [np.array([3, 1, 9])], {"cats_int64s": [1, 2, 3]})
ml("OneHotEncoder double", "OneHotEncoder", [np.array([[3.9, 1.0], [-1.0, 2.0]])], {"cats_int64s": [1, 2, 3]})

ml("LinearRegressor", "LinearRegressor", [f(4, 3)], {"coefficients": [0.5, -1.25, 2.0], "intercepts": [0.1], "targets": 1}, tolerance=1e-6)
ml("LinearRegressor two targets", "LinearRegressor", [f(4, 2)], {"coefficients": [0.5, -1.25, 2.0, 1.0], "intercepts": [0.1, -3.0], "targets": 2}, tolerance=1e-6)
both = {"outputs": ["label", "scores"]}
for transform in ["NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"]:
    ml(f"LinearClassifier one score {transform}", "LinearClassifier", [f(5, 2)], {"coefficients": [1.5, -2.0], "intercepts": [0.1], "classlabels_ints": [3, 4], "post_transform": transform}, tolerance=1e-6, **both)
    ml(f"LinearClassifier two scores {transform}", "LinearClassifier", [f(5, 2)], {"coefficients": [1.5, -2.0, -1.5, 2.0], "intercepts": [0.1, -0.1], "classlabels_ints": [0, 1], "post_transform": transform}, tolerance=1e-6, **both)
    ml(f"LinearClassifier three strings {transform}", "LinearClassifier", [d(5, 2)], {"coefficients": [1.5, -2.0, -1.5, 2.0, 0.3, 0.4], "intercepts": [0.1, -0.1, 0.5], "classlabels_strings": ["a", "b", "c"], "post_transform": transform}, tolerance=1e-6, **both)


def forest(trees, prefix, modes, targets, missing=False, values=None, positive=False, depth=2, ids=None):
    """Random full trees as attributes; the last argument picks the targets that leaves may carry."""
    a = {k: [] for k in ["nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_modes", "nodes_values", "nodes_truenodeids", "nodes_falsenodeids", "nodes_missing_value_tracks_true"]}
    w = {k: [] for k in ["treeids", "nodeids", "ids", "weights"]}
    for tree in range(trees):
        count = 2 ** (depth + 1) - 1
        for node in range(count):
            leaf = node >= 2**depth - 1
            a["nodes_treeids"].append(tree)
            a["nodes_nodeids"].append(node)
            a["nodes_featureids"].append(0 if leaf else int(rng.integers(3)))
            a["nodes_modes"].append("LEAF" if leaf else modes[int(rng.integers(len(modes)))])
            a["nodes_values"].append(0.0 if leaf else float(rng.choice(values) if values is not None else rng.normal()))
            a["nodes_truenodeids"].append(0 if leaf else 2 * node + 1)
            a["nodes_falsenodeids"].append(0 if leaf else 2 * node + 2)
            a["nodes_missing_value_tracks_true"].append(int(rng.integers(2)) if missing and not leaf else 0)
            if leaf:
                for target in ids or range(targets):
                    w["treeids"].append(tree)
                    w["nodeids"].append(node)
                    w["ids"].append(target)
                    w["weights"].append(float(abs(rng.normal()) / trees if positive else rng.normal()))
    if not missing:
        del a["nodes_missing_value_tracks_true"]
    return {**a, **{f"{prefix}_{k}": v for k, v in w.items()}}


def as_double(attributes, prefix):
    """The same with doubles in tensors, as ai.onnx.ml 3 allows."""
    result = dict(attributes)
    for name in ["nodes_values", f"{prefix}_weights", "base_values"]:
        if name in result:
            result[f"{name}_as_tensor"] = numpy_helper.from_array(np.array(result.pop(name), np.float64), name)
    return result


grid = [-1.0, 0.0, 0.5, 1.0]
points = rng.choice(grid, size=(12, 3))
points[rng.random((12, 3)) < 0.2] = nan
ALL = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]
for modes in [[m] for m in ALL] + [ALL]:
    for missing in [False, True]:
        name = f"{modes[0] if len(modes) == 1 else 'all modes'}{' missing' if missing else ''}"
        ml(f"TreeEnsembleRegressor {name}", "TreeEnsembleRegressor", [points.astype(np.float32)], {**forest(3, "target", modes, 1, missing, grid), "n_targets": 1})
many = rng.normal(size=(8, 3))
for kind_name, x in [("float", many.astype(np.float32)), ("double", many)]:
    convert = (lambda a, p: as_double(a, p)) if kind_name == "double" else (lambda a, p: a)
    for aggregate in ["SUM", "AVERAGE", "MIN", "MAX"]:
        ml(f"TreeEnsembleRegressor {aggregate} {kind_name}", "TreeEnsembleRegressor", [x], convert({**forest(4, "target", ["BRANCH_LEQ"], 1), "n_targets": 1, "aggregate_function": aggregate, "base_values": [0.25]}, "target"))
        ml(f"TreeEnsembleRegressor {aggregate} two targets {kind_name}", "TreeEnsembleRegressor", [x], convert({**forest(3, "target", ["BRANCH_LEQ"], 2), "n_targets": 2, "aggregate_function": aggregate, "base_values": [0.25, -1.0]}, "target"))
    for transform in ["LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"]:
        ml(f"TreeEnsembleRegressor {transform} two targets {kind_name}", "TreeEnsembleRegressor", [x], convert({**forest(2, "target", ["BRANCH_LEQ"], 2), "n_targets": 2, "post_transform": transform}, "target"), tolerance=1e-6)
    ml(f"TreeEnsembleRegressor LOGISTIC one target {kind_name}", "TreeEnsembleRegressor", [x], convert({**forest(2, "target", ["BRANCH_LEQ"], 1), "n_targets": 1, "post_transform": "LOGISTIC"}, "target"), tolerance=1e-6)
    for transform in ["NONE", "LOGISTIC", "SOFTMAX"] if kind_name == "float" else ["LOGISTIC"]:
        for positive in [False, True]:
            tag = f"{transform}{' positive' if positive else ''} {kind_name}"
            labels = {"classlabels_int64s": [5, 6], "post_transform": transform}
            for ids in [[0], [1]]:
                ml(f"TreeEnsembleClassifier binary by class {ids[0]} {tag}", "TreeEnsembleClassifier", [x], convert({**forest(2, "class", ["BRANCH_LEQ"], 2, positive=positive, ids=ids), **labels}, "class"), tolerance=1e-6, **both)
            ml(f"TreeEnsembleClassifier two scores {tag}", "TreeEnsembleClassifier", [x], convert({**forest(2, "class", ["BRANCH_LEQ"], 2, positive=positive), **labels}, "class"), tolerance=1e-6, **both)
            ml(f"TreeEnsembleClassifier three strings {tag}", "TreeEnsembleClassifier", [x], convert({**forest(2, "class", ["BRANCH_LEQ"], 3, positive=positive), "classlabels_strings": ["a", "b", "c"], "post_transform": transform, "base_values": [0.1, 0.2, 0.3]}, "class"), tolerance=1e-6, **both)
        for size in [1, 2]:
            ml(f"TreeEnsembleClassifier binary, {size} base values {transform} {kind_name}", "TreeEnsembleClassifier", [x], convert({**forest(2, "class", ["BRANCH_LEQ"], 2, ids=[0]), **labels, "base_values": [0.3, 0.4][:size]}, "class"), tolerance=1e-6, **both)
    ml(f"TreeEnsembleClassifier two scores, two base values {kind_name}", "TreeEnsembleClassifier", [x], convert({**forest(2, "class", ["BRANCH_LEQ"], 2), "classlabels_int64s": [0, 1], "base_values": [0.3, 0.4]}, "class"), tolerance=1e-6, **both)

OUT.parent.mkdir(exist_ok=True)
header = {"onnx": onnx.__version__, "onnxruntime": ort.__version__, "numpy": np.__version__, "script": "tools/golden/onnx_operators.py"}
OUT.write_text("{\n" + f'"versions": {json.dumps(header)},\n"cases": [\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n}\n")
print(len(cases), "cases,", OUT.stat().st_size, "bytes")
