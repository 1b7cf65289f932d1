#!/usr/bin/env python3
"""Packs the encoders of the D&M paper for momentfx: Chinese-CLIP for pictures and text, ImageBind for effects.

    pip install torch onnx tokenizers cn_clip
    pip install git+https://github.com/facebookresearch/ImageBind
    python export.py --out paper-encoders

writes image.onnx, text.onnx, audio.onnx, tokenizer.json, preprocessor_config.json and manifest.json, which holds the sums of
the others. Then: momentfx models pull paper --from paper-encoders. docs/encoders.md tells more.
"""
import argparse
import hashlib
import inspect
import json
import os

import torch
from torch import nn

CONTEXT_LENGTH = 52
OPSET = 14
MEL_BINS, TARGET_LENGTH = 128, 204


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder of the package")
    parser.add_argument("--clip", default="ViT-B-16", help="a model of cn_clip, or the file of a checkpoint")
    parser.add_argument("--vision", default="ViT-B-16", help="with a file: its image tower")
    parser.add_argument("--text", default="RoBERTa-wwm-ext-base-chinese", help="with a file: its text tower")
    parser.add_argument("--imagebind", help="imagebind_huge.pth (default: downloaded)")
    parser.add_argument("--clip-name", default="chinese-clip", help="name of both encoders of Chinese-CLIP")
    parser.add_argument("--imagebind-name", default="imagebind")
    parser.add_argument("--raw", action="store_true", help="leave the vectors of Chinese-CLIP at their own length")
    return parser.parse_args()


def load_clip(arguments):
    from cn_clip.clip import load_from_name

    names = {}
    if os.path.isfile(arguments.clip):
        names = {"vision_model_name": arguments.vision, "text_model_name": arguments.text, "input_resolution": 224}
    model, _ = load_from_name(arguments.clip, device="cpu", **names)
    return model.float().eval()


def load_imagebind(file):
    from imagebind.models import imagebind_model

    model = imagebind_model.imagebind_huge(pretrained=file is None)
    if file is not None:
        model.load_state_dict(torch.load(file, map_location="cpu"))
    return model.eval()


class ImageTower(nn.Module):
    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def forward(self, image):
        return self.clip.encode_image(image)


class TextTower(nn.Module):
    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def forward(self, text):
        return self.clip.encode_text(text)


class AudioTower(nn.Module):
    """One clip a row; the mean over clips is taken by whoever asks."""

    def __init__(self, imagebind):
        super().__init__()
        self.imagebind = imagebind

    def forward(self, audio):
        return self.imagebind({"audio": audio})["audio"]


def export(module, example, file, source, target, axes):
    module.eval()
    with torch.no_grad():
        torch.onnx.export(
            module, (example,), file, input_names=[source], output_names=[target], opset_version=OPSET,
            dynamic_axes={source: axes, target: {0: "batch"}}, do_constant_folding=True,
            # The exporter by tracing, which writes one file; newer versions have another one.
            **({"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}),
        )


def export_clip(clip, out):
    export(ImageTower(clip), torch.zeros(1, 3, 224, 224), f"{out}/image.onnx", "image", "unnorm_image_features", {0: "batch"})
    text = torch.zeros(1, CONTEXT_LENGTH, dtype=torch.int64)
    text[0, :3] = torch.tensor([101, 872, 102])
    export(TextTower(clip), text, f"{out}/text.onnx", "text", "unnorm_text_features", {0: "batch", 1: "length"})


def export_imagebind(imagebind, out):
    clip = torch.zeros(1, 1, MEL_BINS, TARGET_LENGTH)
    export(AudioTower(imagebind), clip, f"{out}/audio.onnx", "audio", "embedding", {0: "clips"})


def write_tokenizer(out):
    import cn_clip.clip.bert_tokenizer as bert_tokenizer
    from tokenizers import BertWordPieceTokenizer

    vocabulary = os.path.join(os.path.dirname(bert_tokenizer.__file__), "vocab.txt")
    BertWordPieceTokenizer(vocabulary, lowercase=True).save(f"{out}/tokenizer.json")


def write_preprocessor(out):
    """As OFA-Sys/chinese-clip-vit-base-patch16 publishes it."""
    write_json(f"{out}/preprocessor_config.json", {
        "do_center_crop": False, "do_normalize": True, "do_resize": True,
        "feature_extractor_type": "ChineseCLIPFeatureExtractor",
        "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
        "resample": 3, "size": {"height": 224, "width": 224},
    })


def write_manifest(arguments):
    out, clip_name, normalize = arguments.out, arguments.clip_name, not arguments.raw
    files = ["image.onnx", "text.onnx", "audio.onnx", "tokenizer.json", "preprocessor_config.json"]
    write_json(f"{out}/manifest.json", {
        "version": 1,
        "title": f"Chinese-CLIP {os.path.basename(arguments.clip)} and ImageBind",
        "licence": "Chinese-CLIP: MIT; ImageBind: CC BY-NC-SA 4.0",
        "encoders": {
            "frame": {
                "kind": "clip-image", "name": clip_name, "width": 512, "model": "image.onnx",
                "preprocessor": "preprocessor_config.json", "normalize": normalize,
            },
            "text": {
                "kind": "clip-bert-text", "name": clip_name, "width": 512, "model": "text.onnx",
                "tokenizer": "tokenizer.json", "contextLength": CONTEXT_LENGTH, "normalize": normalize,
            },
            "audio": {
                "kind": "imagebind-audio", "name": arguments.imagebind_name, "width": 1024, "model": "audio.onnx",
                "melBins": MEL_BINS, "targetLength": TARGET_LENGTH, "clipDuration": 2, "clips": 3, "clipIntervals": 2,
                "mean": -4.268, "std": 9.138,
            },
        },
        "files": {file: facts(f"{out}/{file}") for file in files},
    })


def facts(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return {"bytes": os.path.getsize(path), "sha256": digest.hexdigest()}


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=2)
        file.write("\n")


def main():
    arguments = parse_arguments()
    os.makedirs(arguments.out, exist_ok=True)
    export_clip(load_clip(arguments), arguments.out)
    export_imagebind(load_imagebind(arguments.imagebind), arguments.out)
    write_tokenizer(arguments.out)
    write_preprocessor(arguments.out)
    write_manifest(arguments)
    print(f"{arguments.out}: manifest.json has the SHA-256 {facts(f'{arguments.out}/manifest.json')['sha256']}")


if __name__ == "__main__":
    main()
