//! The recurrent and the last layer of the encoder, by hand: long short-term memory cells
//! (Hochreiter and Schmidhuber 1997) as PyTorch computes them.
//!
//! Weights are turned so that one input reaches all outputs in a row: such loops become vector
//! instructions without any special code.

/// The cells of a layer.
pub const CELLS: usize = 256;
/// The four gates of each cell, in PyTorch's order: input, forget, candidate, output.
const GATES: usize = 4 * CELLS;
/// How many rows of weights are added in one pass, so that sums are loaded and stored less often.
const ROWS_AT_ONCE: usize = 4;
/// How many time steps share a pass over the weights where they do not depend on each other.
const STEPS_AT_ONCE: usize = 8;

/// A recurrent layer.
pub struct Recurrent {
    /// From each input to all gates.
    from_input: Vec<[f32; GATES]>,
    /// From each cell's last output to all gates.
    from_output: Vec<[f32; GATES]>,
    bias: [f32; GATES],
}

impl Recurrent {
    /// Takes PyTorch's matrices (gates by inputs, gates by cells) and both biases.
    pub fn new(input: &[f32], output: &[f32], biases: [&[f32]; 2]) -> Self {
        Self {
            from_input: turned(input),
            from_output: turned(output),
            bias: std::array::from_fn(|gate| biases[0][gate] + biases[1][gate]),
        }
    }

    /// The output of all cells at each step.
    pub fn run<const INPUTS: usize>(&self, steps: &[[f32; INPUTS]]) -> Vec<[f32; CELLS]> {
        let mut gates = self.gates(steps);
        let mut outputs = Vec::with_capacity(steps.len());
        let (mut output, mut memory) = ([0.0_f32; CELLS], [0.0_f32; CELLS]);
        for gates in &mut gates {
            add_rows(gates, &self.from_output, &output);
            for cell in 0..CELLS {
                let admit = sigmoid(gates[cell]);
                let keep = sigmoid(gates[CELLS + cell]);
                let candidate = gates[2 * CELLS + cell].tanh();
                let show = sigmoid(gates[3 * CELLS + cell]);
                memory[cell] = keep * memory[cell] + admit * candidate;
                output[cell] = show * memory[cell].tanh();
            }
            outputs.push(output);
        }
        outputs
    }

    /// What the inputs alone add to the gates, for several steps in one pass over the weights.
    fn gates<const INPUTS: usize>(&self, steps: &[[f32; INPUTS]]) -> Vec<[f32; GATES]> {
        let mut gates = vec![self.bias; steps.len()];
        for (gates, steps) in gates.chunks_mut(STEPS_AT_ONCE).zip(steps.chunks(STEPS_AT_ONCE)) {
            for first in (0..INPUTS).step_by(ROWS_AT_ONCE) {
                let rows = &self.from_input[first..first + ROWS_AT_ONCE];
                for (gates, step) in gates.iter_mut().zip(steps) {
                    add_rows(gates, rows, &step[first..first + ROWS_AT_ONCE]);
                }
            }
        }
        gates
    }
}

/// The last layer: a matrix and a bias.
pub struct Linear {
    matrix: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    /// Takes PyTorch's matrix (outputs by inputs) and bias.
    pub fn new(matrix: &[f32], bias: &[f32]) -> Self {
        Self { matrix: matrix.to_vec(), bias: bias.to_vec() }
    }

    /// The outputs.
    pub fn run(&self, input: &[f32; CELLS]) -> [f32; CELLS] {
        std::array::from_fn(|output| {
            let row = &self.matrix[output * CELLS..(output + 1) * CELLS];
            self.bias[output]
                + row.iter().zip(input).map(|(weight, value)| weight * value).sum::<f32>()
        })
    }
}

/// Adds each row, times its factor, to the sums.
fn add_rows(sums: &mut [f32; GATES], rows: &[[f32; GATES]], factors: &[f32]) {
    for (rows, factors) in rows.chunks_exact(ROWS_AT_ONCE).zip(factors.chunks_exact(ROWS_AT_ONCE)) {
        let (one, two, three, four) = (&rows[0], &rows[1], &rows[2], &rows[3]);
        for (place, sum) in sums.iter_mut().enumerate() {
            *sum += factors[0] * one[place]
                + factors[1] * two[place]
                + factors[2] * three[place]
                + factors[3] * four[place];
        }
    }
}

/// A matrix of gates by inputs, as inputs by gates.
fn turned(matrix: &[f32]) -> Vec<[f32; GATES]> {
    let inputs = matrix.len() / GATES;
    (0..inputs).map(|input| std::array::from_fn(|gate| matrix[gate * inputs + input])).collect()
}

fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_follows_its_equations() {
        // All weights zero: gates are the biases, so every cell does the same known thing.
        let zeros = vec![0.0; GATES * 4];
        let biases = vec![0.5; GATES];
        let layer = Recurrent::new(&zeros, &vec![0.0; GATES * CELLS], [&biases, &vec![0.0; GATES]]);
        let outputs = layer.run(&[[1.0_f32; 4]; 2]);
        let (gate, candidate) = (sigmoid(0.5), 0.5_f32.tanh());
        let first = gate * candidate;
        let second = gate * first + gate * candidate;
        assert!((outputs[0][0] - gate * first.tanh()).abs() < 1e-6);
        assert!((outputs[1][255] - gate * second.tanh()).abs() < 1e-6);
    }

    #[test]
    fn the_last_layer_multiplies_and_adds() {
        let mut matrix = vec![0.0; CELLS * CELLS];
        matrix[CELLS + 3] = 2.0;
        let layer = Linear::new(&matrix, &vec![1.0; CELLS]);
        let mut input = [0.0; CELLS];
        input[3] = 4.0;
        let output = layer.run(&input);
        assert_eq!((output[0], output[1]), (1.0, 9.0));
    }
}
