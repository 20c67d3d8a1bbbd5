"""PyTorch's side: all networks in one batched product, an order of rows of its own for each; eager, or compiled."""
import worker

worker.alone()

import functools  # noqa: E402

import torch  # noqa: E402

torch.set_num_threads(1)
BETA_1, BETA_2, EPSILON, RATE = 0.9, 0.999, 1e-8, 0.01


def start(networks, inputs, hidden, classes, seed):
    torch.manual_seed(seed)

    def uniform(*size, fan):
        return (torch.rand(size) * 2 - 1) * (6 / fan) ** 0.5

    below, above = inputs + hidden, hidden + classes
    return [uniform(networks, inputs, hidden, fan=below), uniform(networks, 1, hidden, fan=below),
            uniform(networks, hidden, classes, fan=above), uniform(networks, 1, classes, fan=above)]


def loss(parameters, cells, classes):
    """Sum over networks of their mean log losses."""
    w1, b1, w2, b2 = parameters
    logits = torch.baddbmm(b2, torch.tanh(torch.baddbmm(b1, cells, w1)), w2)
    sums = torch.nn.functional.cross_entropy(logits.flatten(0, 1), classes.flatten(), reduction="sum")
    return sums / classes.shape[1]


@functools.cache
def compiled_step():
    """Gradient and Adam's step of all networks as one compiled function."""
    def step(parameters, means, squares, scales, cells, classes):
        gradients = torch.func.grad(loss)(parameters, cells, classes)
        rate, second = scales[0], scales[1]
        for w, m, v, g in zip(parameters, means, squares, gradients):
            m.mul_(BETA_1).add_(g, alpha=1 - BETA_1)
            v.mul_(BETA_2).addcmul_(g, g, value=1 - BETA_2)
            w.sub_(rate * m / ((v * second).sqrt() + EPSILON))

    return torch.compile(step)


def compiled(parameters, cells, classes, batch, epochs):
    step, rows, networks = compiled_step(), len(cells), len(parameters[0])
    means, squares = ([torch.zeros_like(w) for w in parameters] for _ in range(2))
    steps = torch.arange(1, epochs * (rows // batch) + 1)
    # falls to 0 in a straight line, as ours does
    rates = RATE * (1 - (steps - 1) / len(steps)) / (1 - BETA_1**steps)
    scales = torch.stack([rates, 1 / (1 - BETA_2**steps)], 1)
    number = 0
    with torch.no_grad():
        for _ in range(epochs):
            order = torch.rand(networks, rows).argsort(1)
            for at in range(0, rows - batch + 1, batch):
                chosen = order[:, at:at + batch]
                step(parameters, means, squares, scales[number], cells[chosen], classes[chosen])
                number += 1


def eager(parameters, cells, classes, batch, epochs):
    rows, networks = len(cells), len(parameters[0])
    for w in parameters:
        w.requires_grad_()
    adam = torch.optim.Adam(parameters, RATE, fused=True)
    number, steps = 0, epochs * (rows // batch)
    for _ in range(epochs):
        order = torch.rand(networks, rows).argsort(1)
        for at in range(0, rows - batch + 1, batch):
            adam.param_groups[0]["lr"] = RATE * (1 - number / steps)
            number += 1
            chosen = order[:, at:at + batch]
            adam.zero_grad()
            loss(parameters, cells[chosen], classes[chosen]).backward()
            adam.step()


def train(table, rows, hidden, networks, seed, batch, rounds, way):
    cells, classes, held, truth = worker.table(table, rows)
    cells, classes = torch.from_numpy(cells), torch.from_numpy(classes)
    parameters = start(networks, cells.shape[1], hidden, 3, seed)
    with worker.Clock() as clock:
        {"eager": eager, "compiled": compiled}[way](parameters, cells, classes, batch, rounds)
    w1, b1, w2, b2 = (w.detach().numpy() for w in parameters)
    each = [(w1[at], b1[at], w2[at], b2[at]) for at in range(networks)]
    return {"cpu": clock.cpu, **worker.judged(each, held, truth)}


if __name__ == "__main__":
    worker.serve({"train": train}, f"PyTorch {torch.__version__}")
