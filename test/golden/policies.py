"""torchvision 0.14's policy spaces and tables: /usr/bin/python3 test/golden/policies.py > test/golden/policies.json

For each policy the magnitudes of each operation for a picture of 97 x 64 (width x height), and whether a sign is drawn.
"""
import json

import torchvision.transforms.autoaugment as aa

H, W = 64, 97


def space(known):
    return {op: {"magnitudes": [round(float(m), 4) for m in magnitudes.reshape(-1)], "signed": signed} for op, (magnitudes, signed) in known.items()}


policies = {p.name.lower(): [list(map(list, pair)) for pair in aa.AutoAugment(p).policies] for p in aa.AutoAugmentPolicy}
print(json.dumps({
    "width": W, "height": H,
    "randAugment": space(aa.RandAugment()._augmentation_space(31, (H, W))),
    "trivialAugmentWide": space(aa.TrivialAugmentWide()._augmentation_space(31)),
    "autoAugment": space(aa.AutoAugment()._augmentation_space(10, (H, W))),
    "augMix": space(aa.AugMix()._augmentation_space(10, (H, W))),
    "tables": policies,
}, separators=(",", ":")))
