@server
Feature: Every way in which a scenario can end

  @RC-019
  Scenario: [1] passes
    Given nothing
    When nothing
    Then nothing

  @RC-030
  Scenario: [2] a Then fails
    Given nothing
    Then the SUT is found wrong

  @RC-031
  Scenario: [3] a Given fails
    Given a prerequisite that fails
    Then nothing

  @RC-001
  Scenario: [4] an undefined step
    Given something that nobody has defined

  @RC-001
  Scenario: [5] skipped with a reason
    Given nothing
    When the capability "several-clients" is missing

  @RC-001
  Scenario: [6] skipped without a reason
    Given nothing
    When it is skipped

  @RC-001
  Scenario: [7] a finding of a checker
    Given nothing
    Then a checker finds "RC-002"

  @RC-001
  Scenario: [8] the harness is defect
    Given nothing
    Then the harness is defect

  @RC-001 @break-before
  Scenario: [9] a Before hook fails
    Given nothing

  @RC-001 @break-after
  Scenario: [10] an After hook fails
    Given nothing

  @RC-001
  Scenario: [11] pending
    Given nothing
    Then it is pending

  @RC-001
  Scenario: [12] no step

  @RC-001
  Scenario Outline: [13] rows <n>
    Given nothing
    Then <n> is odd
    Examples:
      | n |
      | 1 |
      | 2 |

  @RC-001 @flaky
  Scenario: [14] passes at the second attempt
    Given nothing
    Then it passes at the second attempt

  @RC-001
  Scenario: [15] says that it could not run
    Given nothing
    Then the prerequisite turns out to be missing

  @RC-040 @reading
  Scenario: [16] a remark of the suite's reading
    Given nothing
    Then the suite remarks "expected ERR; got ACK"
    And nothing

  @RC-040 @reading
  Scenario: [17] a remark in what is no outcome
    Given nothing
    When the suite remarks "expected ERR; got ACK"

  @RC-040 @reading @finds-after
  Scenario: [18] a remark beside a finding of the record
    Given nothing
    Then the suite remarks "expected ERR; got ACK"
