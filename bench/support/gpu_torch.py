"""The networks of gpu-networks.ts in PyTorch, from the same parameter names: measured, or checked against ours.

    python3 gpu_torch.py SPEC.json

SPEC: {"sizes", "video", "device": "cpu" | "cuda", "threads", "modes": ["eager", "compile"], "precisions": ["fp32", "fp16"],
"batches", "seconds", "folder"}. Prints a line of JSON for each measurement. With "folder", which holds X.weights and
X.inputs (safetensors) of each part X, it writes the outputs to X.torch.safetensors instead.
"""
import json
import math
import struct
import sys
import time

import torch
import torch.nn.functional as F

DTYPES = {"F32": torch.float32, "I32": torch.int32}


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        flat = torch.frombuffer(data, dtype=DTYPES[entry["dtype"]], offset=start, count=(end - start) // 4) if end > start else torch.zeros(0)
        tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors


def write(path, tensors):
    header, parts, at = {}, [], 0
    for name, tensor in tensors.items():
        raw = tensor.detach().float().cpu().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + len(raw)]}
        parts.append(raw)
        at += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


class Network(torch.nn.Module):
    """Parameters by their names, which hold dots."""

    def __init__(self, weights):
        super().__init__()
        self.names = {name: name.replace(".", "__") for name in weights}
        for name, value in weights.items():
            self.register_buffer(self.names[name], value)

    def p(self, name):
        return getattr(self, self.names[name])

    def linear(self, name, x):
        return F.linear(x, self.p(f"{name}.weight"), self.p(f"{name}.bias"))

    def norm(self, name, x):
        weight = self.p(f"{name}.weight")
        return F.layer_norm(x, weight.shape, weight, self.p(f"{name}.bias"), 1e-5)

    def attention(self, prefix, heads, query, key, value, mask=None):
        split = lambda x: x.unflatten(-1, (heads, -1)).transpose(1, 2)
        q, k, v = (split(self.linear(f"{prefix}w_{n}", x)) for n, x in (("q", query), ("k", key), ("v", value)))
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.linear(f"{prefix}w_o", mixed.transpose(1, 2).flatten(-2))


class Backbone(Network):
    def __init__(self, sizes, weights):
        super().__init__(weights)
        self.sizes = sizes

    def forward(self, tokens):
        x = self.linear("patches", tokens) if "patch" in self.sizes["input"] else self.p("words")[tokens.long()]
        x = x + self.p("places")
        for layer in range(self.sizes["layers"]):
            prefix = f"layers.{layer}."
            seen = self.norm(f"{prefix}ln1", x)
            x = x + self.attention(prefix, self.sizes["heads"], seen, seen, seen)
            x = x + self.linear(f"{prefix}ffn2", F.gelu(self.linear(f"{prefix}ffn1", self.norm(f"{prefix}ln2", x))))
        return {"embedding": self.linear("out", self.norm("ln", x)[:, 0])}


def position_table(positions, width):
    angle = torch.arange(positions).unsqueeze(1) * 10000 ** (-torch.arange(0, width, 2).double() / width)
    return torch.stack([angle.sin(), angle.cos()], -1).flatten(-2).float()


class Decoder(Network):
    """D&M."""

    def __init__(self, sizes, weights, frames):
        super().__init__(weights)
        self.sizes = sizes
        self.register_buffer("table", position_table(frames, sizes["hidden_dim"]))

    def layer(self, prefix, x, norms, key="ffn"):
        hidden = F.relu(self.linear(f"{prefix}.ffn_linear1", x))
        return self.norm(f"{prefix}.{norms}", x + self.linear(f"{prefix}.ffn_linear2", hidden))

    def forward(self, frame_batch, tts_batch, asr_batch, frame_mask, tts_mask, asr_mask,
                tts_start_pos, tts_end_pos, asr_start_pos, asr_end_pos):
        heads = self.sizes["head_num"]
        x = torch.cat([self.linear("frame_proj", frame_batch), self.linear("ttsasr_proj", tts_batch),
                       self.linear("ttsasr_proj", asr_batch)], 1)
        mask = torch.cat([frame_mask, tts_mask, asr_mask], 1)[:, None, None, :].to(x.dtype)
        text = lambda start, end, lemb: self.linear(
            "startend_proj", torch.cat([self.table[start.long()], self.table[end.long()]], -1)) + self.p(lemb)
        code = torch.cat([self.table.expand(x.shape[0], -1, -1), text(tts_start_pos, tts_end_pos, "tts_lemb"),
                          text(asr_start_pos, asr_end_pos, "asr_lemb")], 1)
        for at in range(self.sizes["encoder_layer_num"]):
            prefix = f"transformers.{at}"
            placed = x + code
            x = self.norm(f"{prefix}.ln1", x + self.attention(f"{prefix}.", heads, placed, placed, x, mask))
            x = self.layer(prefix, x, "ln2")
        query = self.p("query_emb.weight")
        y = torch.zeros_like(query).expand(x.shape[0], -1, -1)
        for at in range(self.sizes["decoder_layer_num"]):
            prefix = f"detrdecoders.{at}"
            asked = y + query
            y = self.norm(f"{prefix}.ln1", y + self.attention(f"{prefix}.sa_", heads, asked, asked, y))
            y = self.norm(f"{prefix}.ln2", y + self.attention(f"{prefix}.ca_", heads, y + query, x + code, x, mask))
            y = self.layer(prefix, y, "ln3")
        box = F.relu(self.linear("bbox_proj.layers.1", F.relu(self.linear("bbox_proj.layers.0", y))))
        return {"moment_emb": F.normalize(self.linear("moment_proj", y), dim=-1),
                "moment_bbox": torch.sigmoid(self.linear("bbox_proj.layers.2", box))}


def build(part, spec, weights):
    sizes = spec["sizes"][part]
    return Decoder(sizes, weights, spec["video"]["frames"]) if part == "decoder" else Backbone(sizes, weights)


def check(spec):
    for part in ("picture", "text", "decoder"):
        stem = f"{spec['folder']}/{part}"
        network = build(part, spec, read(f"{stem}.weights.safetensors"))
        with torch.inference_mode():
            write(f"{stem}.torch.safetensors", network(**read(f"{stem}.inputs.safetensors")))


def random_inputs(part, spec, batch):
    if part == "decoder":
        frames, sentences = spec["video"]["frames"], spec["video"]["sentences"]
        rows = {"frame": frames, "tts": 1, "asr": sentences + 1}
        inputs = {f"{n}_batch": torch.randn(batch, k, 512) for n, k in rows.items()}
        inputs |= {f"{n}_mask": torch.zeros(batch, k) for n, k in rows.items()}
        for name in ("tts", "asr"):
            for end in ("start", "end"):
                inputs[f"{name}_{end}_pos"] = torch.randint(0, frames, (batch, rows[name]), dtype=torch.int32)
        return inputs
    sizes = spec["sizes"][part]
    if "patch" in sizes["input"]:
        return {"tokens": torch.randn(batch, sizes["tokens"], sizes["input"]["patch"])}
    return {"tokens": torch.randint(0, sizes["input"]["words"], (batch, sizes["tokens"]), dtype=torch.int32)}


def milliseconds(run, seconds):
    """The median of runs within that time, after three that compile and allocate."""
    for _ in range(3):
        run()
    times, until = [], time.perf_counter() + seconds
    while len(times) < 3 or (time.perf_counter() < until and len(times) < 1000):
        began = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - began))
    times.sort()
    return times[len(times) // 2]


def measure(spec):
    device = torch.device(spec["device"])
    name = torch.cuda.get_device_name() if device.type == "cuda" else "cpu"
    if device.type == "cpu":
        torch.set_num_threads(spec["threads"])
    # As ours: products in full float32.
    torch.backends.cuda.matmul.allow_tf32 = False
    videos = {"picture": spec["video"]["frames"], "text": spec["video"]["sentences"], "decoder": 1}
    for precision in spec["precisions"]:
        dtype = torch.float16 if precision == "fp16" else torch.float32
        for mode in spec["modes"]:
            ours = {}
            for part in videos:
                shapes = spec["shapes"][part]
                weights = {n: torch.randn(s) / math.sqrt(max(1, s[-1] if s else 1)) for n, s in shapes.items()}
                network = build(part, spec, weights).to(device, dtype).eval()
                ours[part] = torch.compile(network, dynamic=False) if mode == "compile" else network
            for batch in spec["batches"]:
                row = {"runner": f"torch {mode}", "device": device.type, "card": name, "precision": precision, "batch": batch}
                try:
                    for part, each in videos.items():
                        if part not in spec["parts"]:
                            continue
                        rows = batch * each
                        at_once = min(rows, spec["atOnce"])
                        host = random_inputs(part, spec, at_once)
                        floats = {n: x.to(dtype) if x.is_floating_point() else x for n, x in host.items()}

                        def run():
                            for _ in range(math.ceil(rows / at_once)):
                                # Copied there and back, as ours is; the copy back waits for the device.
                                answer = ours[part](**{n: x.to(device) for n, x in floats.items()})
                                for value in answer.values():
                                    value.cpu()

                        with torch.inference_mode():
                            row[part] = milliseconds(run, spec["seconds"])
                except Exception as error:  # A card that is too small, a compiler that is missing: the others go on.
                    row["error"] = str(error).splitlines()[0][:200]
                print(json.dumps(row), flush=True)


def main():
    with open(sys.argv[1]) as file:
        spec = json.load(file)
    check(spec) if "folder" in spec else measure(spec)


main()
