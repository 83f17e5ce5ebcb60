class Solution {
    public String runSolution(String keys) {
        StringBuilder paper = new StringBuilder();
        boolean held = false;
        for (char key : keys.toCharArray()) {
            if (key == '^') {
                held = !held;
            } else if (key == '<') {
                if (paper.length() > 0) paper.setLength(paper.length() - 1);
            } else if (key == ' ') {
                paper.append(key);
            } else {
                paper.append(held ? Character.toUpperCase(key) : key);
                held = false; // fault: held = held;
            }
        }
        return paper.toString();
    }
}
