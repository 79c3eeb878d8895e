@server
Feature: Peers that were never upgraded (readme)
  What listens where the server dials may know nothing of Reverse Connect.

  @NS-06 @requires:suspension @dialect:netstandard
  Scenario: [1] A stack that answers BadTcpMessageTypeInvalid, as UA-.NETStandard and open62541 do, is left alone
    Given a peer that was never upgraded: error-at-once
    When the server starts
    Then the server dials our client with a ReverseHello
    And the server dials our client again after its suspension

  @NS-06
  Scenario: [2] A plain node-opcua server, which answers BadCommunicationError after a second, is dialed again
    Given a peer that was never upgraded: opcua-server
    When the server starts
    Then the server dials our client with a ReverseHello
    And the server dials our client again after its redial delay

  @NS-06 @dialect:netstandard
  Scenario: [3] A web server does no harm and is dialed again
    Given a peer that was never upgraded: other-protocol
    When the server starts
    Then the server dials our client with a ReverseHello
    And the server dials our client again after its redial delay

  @NS-06 @dialect:spec
  Scenario: [4] A web server does no harm and is dialed again, at whatever moment
    Given a peer that was never upgraded: other-protocol
    When the server starts
    Then the server dials our client with a ReverseHello
    And the server dials our client with a ReverseHello anew
