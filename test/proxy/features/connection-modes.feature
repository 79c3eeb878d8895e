@embedded
Feature: Treatment of new connections
  How a dial of the server goes: "refused" as by a closed port, "rst" or "fin" right after it was taken, or "open": it gets through.

  Scenario: refuse is a closed port; connections that are open stay
    When the server connects
    And dials are treated as "refuse"
    And the server dials 2 times
    Then the dials end so: refused, refused
    When the server sends 4 bytes
    Then the client receives 4 bytes
    When dials are treated as usual
    And the server dials 1 times
    Then the dials end so: open

  Scenario Outline: <rule>
    Given dials are treated as "<rule>"
    When the server dials 6 times
    Then the dials end so: <outcomes>
    And the client has heard of <heard> connections

    Examples:
      | rule                | outcomes                           | heard |
      | accept_rst: nth 2   | open, rst, open, open, open, open  | 5     |
      | accept_fin: every 3 | open, open, fin, open, open, fin   | 4     |
      | accept_fin          | fin, fin, fin, fin, fin, fin       | 0     |

  Scenario: a chance is drawn for each connection
    Given dials are treated as "accept_rst: probability 0.5"
    Then of 40 dials some are open and some are rst

  Scenario: accept_hold takes the connection, hears it and never answers
    Given dials are treated as "accept_hold"
    When the server dials
    And the server sends 4 bytes
    And dials are treated as usual
    Then the connection is open for the server
    And the server receives 0 bytes
    And the client has heard of 1 connection
    When the network goes down
    Then the connection ends for the server by FIN

  Scenario: dial_delay takes the connection and lets the client hear of it later
    Given dials are treated as "dial_delay: delay 200"
    When the server dials
    And the server sends 4 bytes
    Then the client hears of it 200 ms after the dial
    And the client receives 4 bytes

  Scenario: a client that does not listen is an RST for the server
    When the client stops listening
    And the server dials 3 times
    Then the dials end so: rst, rst, rst
