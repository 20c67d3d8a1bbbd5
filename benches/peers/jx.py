"""JAX's side: one network written down, vmapped over networks and compiled; orders of rows made before the clock starts."""
import worker

worker.alone()

import functools  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

BETA_1, BETA_2, EPSILON, RATE = 0.9, 0.999, 1e-8, 0.01
each = jax.tree_util.tree_map


def start(networks, inputs, hidden, classes, seed):
    random = np.random.default_rng(seed)

    def uniform(*size, fan):
        return jnp.asarray(random.uniform(-1, 1, (networks, *size)) * (6 / fan) ** 0.5, dtype=jnp.float32)

    below, above = inputs + hidden, hidden + classes
    return (uniform(inputs, hidden, fan=below), uniform(hidden, fan=below),
            uniform(hidden, classes, fan=above), uniform(classes, fan=above))


def loss(parameters, cells, marked):
    """Mean log loss of one network; `marked` is 1 where the class is."""
    w1, b1, w2, b2 = parameters
    logits = jnp.tanh(cells @ w1 + b1) @ w2 + b2
    return -(marked * jax.nn.log_softmax(logits)).sum(-1).mean()


def one(parameters, order, cells, marked):
    """Adam on one network; `order` is steps × batch."""
    steps = len(order)

    def step(state, rows):
        w, m, v, t = state
        g = jax.grad(loss)(w, cells[rows], marked[rows])
        m = each(lambda m, g: BETA_1 * m + (1 - BETA_1) * g, m, g)
        v = each(lambda v, g: BETA_2 * v + (1 - BETA_2) * g * g, v, g)
        # falls to 0 in a straight line, as ours does
        rate = RATE * (1 - t / steps) / (1 - BETA_1 ** (t + 1))
        second = 1 / (1 - BETA_2 ** (t + 1))
        w = each(lambda w, m, v: w - rate * m / (jnp.sqrt(v * second) + EPSILON), w, m, v)
        return (w, m, v, t + 1), None

    zeros = each(jnp.zeros_like, parameters)
    return jax.lax.scan(step, (parameters, zeros, zeros, jnp.float32(0)), order)[0][0]


all_of = jax.jit(jax.vmap(one, in_axes=(0, 0, None, None)))


def train(table, rows, hidden, networks, seed, batch, rounds):
    cells, classes, held, truth = worker.table(table, rows)
    marked = np.eye(3, dtype=np.float32)[classes]
    random, steps = np.random.default_rng(seed), rows // batch
    order = np.empty((networks, rounds, steps, batch), dtype=np.int32)
    for network in range(networks):
        for epoch in range(rounds):
            order[network, epoch] = random.permutation(rows)[:steps * batch].reshape(steps, batch)
    order = order.reshape(networks, rounds * steps, batch)
    parameters = start(networks, cells.shape[1], hidden, 3, seed)
    given = [jax.device_put(part) for part in (order, cells, marked)]
    with worker.Clock() as clock:
        fitted = jax.block_until_ready(all_of(parameters, *given))
    fitted = [np.asarray(part) for part in fitted]
    return {"cpu": clock.cpu,
            **worker.judged([[part[at] for part in fitted] for at in range(networks)], held, truth)}


gradients = {
    "own": jax.jit(jax.vmap(jax.value_and_grad(loss))),
    "shared": jax.jit(jax.vmap(jax.value_and_grad(loss), in_axes=(0, None, None))),
}


@functools.cache
def noise(inputs, rows, networks):
    random = np.random.default_rng(1)
    size = (networks, rows) if networks else (rows,)
    cells = random.standard_normal((*size, inputs), dtype=np.float32)
    return jnp.asarray(cells), jnp.asarray(np.eye(3, dtype=np.float32)[random.integers(0, 3, size)])


def gradient(inputs, hidden, rows, networks, passes, held):
    """Full-batch loss and gradient; each network with rows of its own, as ours, or all with the same."""
    cells, marked = noise(inputs, rows, networks if held == "own" else 0)
    parameters, run = start(networks, inputs, hidden, 3, 1), gradients[held]
    with worker.Clock() as clock:
        for _ in range(passes):
            jax.block_until_ready(run(parameters, cells, marked))
    return {"cpu": clock.cpu}


@jax.jit
def rises(networks, cells, classes, orders):
    """Rise of the log loss: networks × variables. What a shuffle adds to the sums of the hidden units is added to them."""
    w1, b1, w2, b2 = networks
    sums = jnp.einsum("ri,nih->nrh", cells, w1) + b1[:, None]

    def cost(sums):
        logits = jnp.einsum("nrh,nhc->nrc", jnp.tanh(sums), w2) + b2[:, None]
        chances = jax.nn.log_softmax(logits)
        return -jnp.take_along_axis(chances, classes[None, :, None], -1).mean((1, 2))

    def shuffled(asked):
        variable, order = asked
        moved = cells[order, variable] - cells[:, variable]
        return cost(sums + moved[None, :, None] * w1[:, variable][:, None])

    variables, shuffles = cells.shape[1], len(orders)
    asked = (jnp.repeat(jnp.arange(variables), shuffles), jnp.tile(orders, (variables, 1)))
    costs = jax.lax.map(shuffled, asked).reshape(variables, shuffles, -1)
    return costs.mean(1).T - cost(sums)[:, None]


def permutation(table, rows, networks, shuffles):
    _, _, held, truth = worker.table(table, rows)
    known = json.loads(pathlib.Path("target/peers/networks.json").read_text())[:networks]
    stack = lambda layer, part: jnp.asarray(np.array([network["layers"][layer][part] for network in known]), jnp.float32)
    weights = (stack(0, "weights").transpose(0, 2, 1), stack(0, "biases"),
               stack(1, "weights").transpose(0, 2, 1), stack(1, "biases"))
    random = np.random.default_rng(2)
    orders = jnp.asarray(np.array([random.permutation(len(held)) for _ in range(shuffles)]), jnp.int32)
    cells, classes = jnp.asarray(held), jnp.asarray(truth, jnp.int32)
    with worker.Clock() as clock:
        found = jax.block_until_ready(rises(weights, cells, classes, orders))
    return {"cpu": clock.cpu, "rises": np.asarray(found).tolist()}


if __name__ == "__main__":
    worker.serve({"train": train, "gradient": gradient, "permutation": permutation}, f"JAX {jax.__version__}")
